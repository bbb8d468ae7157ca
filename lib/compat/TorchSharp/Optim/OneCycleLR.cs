namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                /// <summary>Up to the greatest rate and down far below the first, momentum the other way (arXiv:1708.07120).</summary>
                public class OneCycleLR : LRScheduler
                {
                    private readonly (double Rate, double Momentum)[][] corners;
                    private readonly double[] ends;
                    private readonly int total;
                    private readonly AnnealStrategy strategy;
                    private readonly bool cycleMomentum;

                    public OneCycleLR(
                        Optimizer optimizer, double max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 10000,
                        bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : this(
                            optimizer, optimizer.ParamGroups.Select(_ => max_lr), total_steps, epochs, steps_per_epoch, pct_start,
                            anneal_strategy, cycle_momentum, optimizer.ParamGroups.Select(_ => base_momentum),
                            optimizer.ParamGroups.Select(_ => max_momentum), div_factor, final_div_factor, three_phase, last_epoch, verbose)
                    {
                    }

                    public OneCycleLR(
                        Optimizer optimizer, IEnumerable<double> max_lr, int total_steps = -1, int epochs = -1, int steps_per_epoch = -1,
                        double pct_start = 0.3, AnnealStrategy anneal_strategy = AnnealStrategy.Cos, bool cycle_momentum = true,
                        IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25,
                        double final_div_factor = 10000, bool three_phase = false, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        if (total_steps <= 0 && (epochs <= 0 || steps_per_epoch <= 0))
                            throw new ArgumentException("either total_steps, or both epochs and steps_per_epoch must be positive");
                        if (pct_start is < 0 or > 1) throw new ArgumentException($"pct_start must be between 0 and 1, not {pct_start}");
                        total = total_steps > 0 ? total_steps : epochs * steps_per_epoch;
                        (strategy, cycleMomentum) = (anneal_strategy, cycle_momentum);
                        if (cycle_momentum && !groups.All(group => group is IMomentum or IBetas))
                            throw new ArgumentException("optimizer must support momentum with `cycle_momentum` enabled");
                        ends = three_phase
                            ? [pct_start * total - 1, 2 * pct_start * total - 2, total - 1]
                            : [pct_start * total - 1, total - 1];
                        double[] greatest = [.. max_lr], low = [.. base_momentum ?? groups.Select(_ => 0.85)],
                            high = [.. max_momentum ?? groups.Select(_ => 0.95)];
                        if (greatest.Length != groups.Count || low.Length != groups.Count || high.Length != groups.Count)
                            throw new ArgumentException($"max_lr and the momenta need one value for each of {groups.Count} parameter groups");
                        corners = new (double, double)[groups.Count][];
                        for (var i = 0; i < groups.Count; i++)
                        {
                            var first = greatest[i] / div_factor;
                            groups[i].InitialLearningRate = first;
                            corners[i] = three_phase
                                ? [(first, high[i]), (greatest[i], low[i]), (first, high[i]), (first / final_div_factor, high[i])]
                                : [(first, high[i]), (greatest[i], low[i]), (first / final_div_factor, high[i])];
                        }
                        step();
                    }

                    public enum AnnealStrategy
                    {
                        Cos,
                        Linear,
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (Epoch > total)
                            throw new InvalidOperationException($"Tried to step {Epoch} times. The specified number of total steps is {total}");
                        var phase = 0;
                        while (phase < ends.Length - 1 && Epoch > ends[phase]) phase++;
                        var start = phase == 0 ? 0 : ends[phase - 1];
                        var share = (Epoch - start) / (ends[phase] - start);
                        var rates = new double[groups.Count];
                        for (var i = 0; i < rates.Length; i++)
                        {
                            var (from, to) = (corners[i][phase], corners[i][phase + 1]);
                            rates[i] = Between(from.Rate, to.Rate, share);
                            if (cycleMomentum) SetMomentum(groups[i], Between(from.Momentum, to.Momentum, share));
                        }
                        return rates;
                    }

                    private double Between(double from, double to, double share) => strategy == AnnealStrategy.Cos
                        ? to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share))
                        : from + (to - from) * share;

                    private static void SetMomentum(ILearningRateController group, double value)
                    {
                        if (group is IBetas adaptive) adaptive.Betas = (value, adaptive.Betas.Item2);
                        else ((IMomentum)group).Momentum = value;
                    }
                }
            }
        }
    }
}
