using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>What an optimizer remembers from step to step, by name: both of the trainings' optimizers look alike to a checkpoint.</summary>
internal abstract class OptimizerState
{
    internal abstract string Name { get; }

    /// <summary>The optimizer's own tensors.</summary>
    internal abstract IEnumerable<(string Name, Tensor Value)> Moments { get; }

    /// <summary>Steps taken, as often as the optimizer counts them.</summary>
    internal abstract long[] Steps { get; set; }

    internal static OptimizerState Of(Adam optimizer) => new OfAdam(optimizer);

    internal static OptimizerState Of(RAdam optimizer) => new OfRAdam(optimizer);

    private sealed class OfAdam(Adam optimizer) : OptimizerState
    {
        internal override string Name => "adam";

        internal override IEnumerable<(string Name, Tensor Value)> Moments =>
            States.SelectMany((s, i) => new[] { ($"adam.{i}.mean", s.exp_avg), ($"adam.{i}.square", s.exp_avg_sq) });

        internal override long[] Steps
        {
            get => Array.ConvertAll(States, s => s.step);
            set
            {
                foreach (var (state, steps) in States.Zip(value)) state.step = steps;
            }
        }

        private Adam.State[] States => [.. optimizer.state_dict().State.Cast<Adam.State>()];
    }

    private sealed class OfRAdam(RAdam optimizer) : OptimizerState
    {
        internal override string Name => "radam";

        internal override IEnumerable<(string Name, Tensor Value)> Moments => optimizer.State().Select(s => ("radam." + s.Name, s.Value));

        internal override long[] Steps
        {
            get => [optimizer.Steps];
            set => optimizer.Steps = value[0];
        }
    }
}
