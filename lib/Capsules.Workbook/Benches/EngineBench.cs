using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Capsules.Workbook.Results;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Workbook.Benches;

/// <summary><c>./workbook bench engine</c>: what a call of the tensor engine costs, in time and in managed memory.</summary>
internal static class EngineBench
{
    internal static Command Create()
    {
        var rounds = new Option<int>("--rounds") { Description = "Times each case is measured.", DefaultValueFactory = _ => 101 };
        var output = new Option<string?>("--out") { Description = "Also write the result to this file, as JSON." };
        var command = new Command("engine", "The tensor engine: add, multiply, matmul 64×64, softmax, a chain of 20 operators with backward, Adam.") { rounds, output };
        command.SetAction(result => Run(result.GetValue(rounds), result.GetValue(output)));
        return command;
    }

    private static void Run(int rounds, string? output)
    {
        manual_seed(1);
        using DisposeScope scope = NewDisposeScope();
        (Tensor x, Tensor y) = (randn(3), randn(3));
        (Tensor a, Tensor b) = (randn(64, 64), randn(64, 64));
        Tensor rows = randn(128, 10), leaf = randn(16).requires_grad_();
        nn.Module network = nn.Sequential(Enumerable.Range(0, 20).Select(_ => (nn.Module<Tensor, Tensor>)nn.Linear(32, 32)));
        foreach (TorchSharp.Modules.Parameter parameter in network.parameters()) parameter.grad = randn_like(parameter);
        using var adam = optim.Adam(network.parameters());
        Case[] cases =
        [
            new("x * y, 3 numbers", 200, () => (x * y).Dispose()),
            new("x + y, 3 numbers", 200, () => (x + y).Dispose()),
            new("x * 2.0, 3 numbers", 200, () => (x * 2.0).Dispose()),
            new("x.mul_(y), 3 numbers", 200, () => x.mul_(y)),
            new("matmul 64×64×64", 20, () => a.matmul(b).Dispose()),
            new("softmax 128×10", 20, () => rows.softmax(1).Dispose()),
            new("20 operators with backward", 2, () => Chain(leaf)),
            new("Adam, 40 parameters, 21k numbers", 10, () => adam.step()),
        ];
        foreach (Case c in cases)
            for (var i = 0; i < 200; i++) c.Measure(warmUp: true);
        // A round of a case takes a fraction of a millisecond, less than a time slice: the least is right on a busy machine too.
        // Round by round, so that a disturbance of the machine meets every case alike.
        for (var round = 0; round < rounds; round++)
            foreach (Case c in cases) c.Measure();
        Console.WriteLine($"float32, {get_num_threads()} threads, {rounds} rounds");
        Console.WriteLine("case                                   median µs   least µs   bytes a call");
        foreach (Case c in cases) Console.WriteLine(c);
        if (output is null) return;
        ResultDocument.Write(output, "The tensor engine: time and managed memory of a call.",
            new { type = "float32", rounds },
            new { cases = cases.Select(c => new { c.Name, medianMicroseconds = c.Median, leastMicroseconds = c.Least, bytesPerCall = c.Bytes }) });
    }

    private static void Chain(Tensor leaf)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor value = leaf;
        for (var i = 0; i < 19; i++) value = i % 2 == 0 ? value * leaf : value + leaf;
        value.sum().backward();
        leaf.grad = null;
    }

    private sealed class Case(string name, int calls, Action call)
    {
        private readonly List<double> microseconds = [];

        internal string Name => name;

        internal double Median => microseconds.Order().ElementAt(microseconds.Count / 2);

        internal double Least => microseconds.Min();

        internal long Bytes { get; private set; }

        public override string ToString() =>
            string.Create(CultureInfo.InvariantCulture, $"{name,-36} {Median,11:F2} {Least,10:F2} {Bytes,14}");

        internal void Measure(bool warmUp = false)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            for (var i = 0; i < calls; i++) call();
            double elapsed = Stopwatch.GetElapsedTime(start).TotalMicroseconds / calls;
            Bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
            if (!warmUp) microseconds.Add(elapsed);
        }
    }
}
