using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Capsules.Routing;
using Capsules.Workbook.Commands;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Workbook.Benches;

/// <summary><c>./workbook bench routing</c>: routing-by-agreement in every form, votes included, forward and backward.</summary>
internal static class RoutingBench
{
    // The paper's layer (Tables 1 and 2), the original CapsNet's (Sabour et al., 2017), the sweep's widest (Table 5).
    private static readonly (int Batch, int N, int D, int M, int H, int Iterations)[] Layers =
        [(512, 16, 8, 16, 8, 10), (128, 1152, 8, 10, 16, 3), (64, 64, 64, 64, 64, 10)];

    internal static Command Create() => BenchCommand.Of(
        "routing", "Routing-by-agreement of three layers in every form, forward and backward, votes included.", (_, rounds, output) => Run(rounds, output));

    private static void Run(int rounds, string? output)
    {
        manual_seed(1);
        Console.WriteLine($"{get_num_threads()} threads, float32, forward and backward, medians of {rounds}, in brackets the least");
        Console.WriteLine($"{"layer",-34} {"direct",16} {"batched",16} {"kernel",16}   direct/kernel");
        var lines = new List<object>();
        foreach (var layer in Layers)
        {
            Case[] cases = [.. Cases(layer)];
            var difference = cases.Max(c => c.Difference(cases[0]));
            if (!(difference <= 1e-4)) throw new InvalidOperationException(Text($"the forms differ by {difference:G2} of the largest value in layer {layer}; at most 1e-4 is right"));
            // Compiled code gets its last speed after some calls, and a moment.
            for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < 5;)
                foreach (var c in cases) c.Measure(warmUp: true);
            // Round by round, so that a disturbance of the machine meets every form alike.
            for (var round = 0; round < rounds; round++)
                foreach (var c in cases) c.Measure();
            var name = Text($"{layer.Batch} × {layer.N}×{layer.D} → {layer.M}×{layer.H}, r {layer.Iterations}");
            Console.WriteLine(Text($"{name,-34} {cases[0],16} {cases[1],16} {cases[2],16}   {cases[0].Median / cases[2].Median,12:F1}"));
            lines.Add(new { layer = name, cases = cases.Select(c => new { form = c.Form.ToString(), medianMs = c.Median, leastMs = c.Least }), difference });
            foreach (var c in cases) c.Dispose();
        }

        if (output is not null)
            ResultDocument.Write(output, "Routing-by-agreement, votes included, forward and backward, in its forms.", new { rounds, threads = get_num_threads() }, lines);
    }

    private static IEnumerable<Case> Cases((int Batch, int N, int D, int M, int H, int Iterations) layer)
    {
        var u = Squash.Apply(randn(layer.Batch, layer.N, layer.D));
        var w = randn(layer.M, layer.N, layer.H, layer.D) / Math.Sqrt(layer.D + layer.H);
        foreach (var form in Enum.GetValues<RoutingForm>().Reverse())
        {
            var routing = new CapsuleLayer(layer.N, layer.D, layer.M, layer.H, new Rba(new RbaOptions(layer.Iterations, Form: form)), form);
            using (no_grad()) routing.Weight.copy_(w);
            yield return new Case(form, routing, u.clone().requires_grad_());
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>One layer in one form.</summary>
    private sealed class Case(RoutingForm form, CapsuleLayer layer, Tensor u) : IDisposable
    {
        private readonly List<double> milliseconds = [];

        internal RoutingForm Form => form;

        internal double Median => Math.Round(Statistics.Median(milliseconds), 2);

        internal double Least => Math.Round(milliseconds.Min(), 2);

        public override string ToString() => Text($"{Median:F1} ({Least:F1})");

        public void Dispose()
        {
            layer.Dispose();
            u.Dispose();
        }

        /// <summary>Greatest difference in capsules and gradients, as a share of the greatest value.</summary>
        internal double Difference(Case other)
        {
            using var scope = NewDisposeScope();
            return Results().Zip(other.Results(), (x, y) => ((x - y).abs().max() / y.abs().max()).ToDouble()).Max();
        }

        internal void Measure(bool warmUp = false)
        {
            Once().Dispose(); // a case must not pay for the memory of the one before
            var start = Stopwatch.GetTimestamp();
            Once().Dispose();
            if (!warmUp) milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        private Tensor Once()
        {
            using var scope = NewDisposeScope();
            u.grad = layer.Weight.grad = layer.Priors.grad = null;
            var v = layer.Route(u).Capsules;
            v.backward([ones_like(v)]);
            return v.MoveToOuterDisposeScope();
        }

        private Tensor[] Results()
        {
            var v = Once();
            return [v, u.grad!, layer.Weight.grad!, layer.Priors.grad!];
        }
    }
}
