using System.Diagnostics;

namespace Capsules.Tests;

/// <summary>What a test runs in a process of its own, to kill it or to see its memory: Main of this assembly.</summary>
internal static class TestChild
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case [nameof(CheckpointChild), var checkpoint, var weights]: CheckpointChild.Train(checkpoint, weights); return 0;
            case [nameof(EmbeddingChild), var model, var root]: EmbeddingChild.Fill(model, root); return 0;
            case [nameof(LargeModelChild), var folder]: LargeModelChild.Load(folder); return 0;
            case [nameof(CollectorChild.Differentiate), var times]: CollectorChild.Differentiate(int.Parse(times)); return 0;
            case [nameof(CollectorChild.Train), var steps]: CollectorChild.Train(int.Parse(steps)); return 0;
            default: return 2;
        }
    }

    /// <summary>Runs a child, killed (SIGKILL) after so many lines of output unless it ends before.</summary>
    /// <returns>The lines it wrote.</returns>
    internal static IReadOnlyList<string> Run(int killAfter, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(TestChild).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        List<string> lines = [];
        while (child.StandardOutput.ReadLine() is { } line)
        {
            lines.Add(line);
            if (lines.Count == killAfter) child.Kill();
        }
        child.WaitForExit();
        if (lines.Count < killAfter) Assert.True(child.ExitCode == 0, errors.Result);
        return lines;
    }
}
