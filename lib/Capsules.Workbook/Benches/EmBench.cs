using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Capsules.Routing;
using Capsules.Workbook.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Workbook.Benches;

/// <summary><c>./workbook bench em</c>: EM routing with votes built and vote-free, at the first layer of the network for smallNORB.</summary>
internal static class EmBench
{
    private const int Inputs = 5184;
    private static readonly EmShape Shape = new(DCov: 4, DInp: 4, DOut: 4, NOut: 64);

    internal static Command Create() => BenchCommand.Of(
        "em", $"EM routing {Inputs} inputs of 4×4 to 64 outputs, 3 iterations: votes built and vote-free.", (_, rounds, output) => Run(rounds, output));

    private static void Run(int rounds, string? output)
    {
        manual_seed(1);
        Case[] voteFree = [.. Cases(EmForm.VoteFree, 2), .. Cases(EmForm.VoteFree, 20)];
        Case[] direct = Cases(EmForm.Direct, 2), cases = [.. voteFree, .. direct];
        // Compiled code gets its last speed after some calls.
        for (var call = 0; call < 5; call++)
            foreach (var c in voteFree) c.Measure(warmUp: true);
        var voteFreeMemory = Process.GetCurrentProcess().PeakWorkingSet64 >> 20; // before the votes of the direct form raise it
        foreach (var c in direct) c.Measure(warmUp: true);
        // Round by round, so that a disturbance of the machine meets every case alike.
        for (var round = 0; round < rounds; round++)
            foreach (var c in cases)
            {
                c.Measure(warmUp: true); // a case must not pay for the memory of the one before
                c.Measure();
            }

        Console.WriteLine($"{Inputs} × 4×4 → 64 × 4×4, 3 iterations, float32, {get_num_threads()} threads, median of {rounds}");
        Console.WriteLine("form        batch                     ms   least ms   ms a sample");
        foreach (var c in cases) Console.WriteLine(c);
        double forward = direct[0].Median / voteFree[0].Median, both = direct[1].Median / voteFree[1].Median;
        Console.WriteLine(Invariant($"vote-free against direct at batch 2: {forward:F0}× forward, {both:F0}× forward and backward"));
        Console.WriteLine($"peak memory with vote-free routing alone, batch 20: {voteFreeMemory} MB");
        if (output is null) return;
        ResultDocument.Write(output, "EM routing at the first layer of the network for smallNORB: votes built (direct) and vote-free.",
            new { inputs = Inputs, shape = Shape.ToString(), iterations = 3, type = "float32", rounds },
            new
            {
                cases = cases.Select(c => new { form = c.Form.ToString(), c.Batch, c.Backward, medianMs = c.Median, leastMs = c.Least, msPerSample = c.Median / c.Batch }),
                timesFasterForward = forward,
                timesFasterForwardAndBackward = both,
                voteFreePeakMemoryMB = voteFreeMemory,
            });
    }

    private static Case[] Cases(EmForm form, int batch) => [new(form, batch, false), new(form, batch, true)];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class Case(EmForm form, int batch, bool backward)
    {
        private readonly List<double> milliseconds = [];
        private readonly EmRouting routing = Layer(form);

        internal EmForm Form => form;

        internal int Batch => batch;

        internal bool Backward => backward;

        internal double Median => Statistics.Median(milliseconds);

        internal double Least => milliseconds.Min();

        public override string ToString() =>
            Invariant($"{form,-10} {batch,6}  {(backward ? "forward+backward" : "forward"),-16} {Median,8:F1} {Least,10:F1} {Median / batch,13:F1}");

        internal void Measure(bool warmUp = false)
        {
            using var scope = NewDisposeScope();
            var scores = randn([batch, Inputs], requires_grad: backward);
            var capsules = randn([batch, Inputs, Shape.DCov, Shape.DInp], requires_grad: backward);
            var clock = Stopwatch.StartNew();
            using (backward ? enable_grad() : no_grad())
            {
                var (a, mu, sig2) = routing.call(scores, capsules);
                if (backward) (a.sum() + mu.sum() + sig2.sum()).backward();
            }
            if (!warmUp) milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        }

        private static EmRouting Layer(EmForm form)
        {
            var routing = new EmRouting(Shape, new EmOptions { Form = form });
            using var constant = no_grad();
            foreach (var (name, parameter) in routing.named_parameters())
                if (name != "W") parameter.copy_(0.1 * randn(parameter.shape)); // β = 0 would leave the scores out of the work
            return routing;
        }
    }
}
