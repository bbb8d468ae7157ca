using System.Diagnostics;
using System.Text.Json;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Running;

/// <summary>Runs notebooks in processes of their own, several at a time.</summary>
internal static class ChildJobs
{
    public static async Task<IReadOnlyList<RunReport>> RunAsync(
        IReadOnlyList<string> notebooks, JobOptions options, CancellationToken cancellation)
    {
        var reports = new RunReport[notebooks.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = options.Jobs, CancellationToken = cancellation };
        await Parallel.ForAsync(0, notebooks.Count, parallel, async (i, token) => reports[i] = await RunOneAsync(notebooks[i], options, token));
        return reports;
    }

    private static async Task<RunReport> RunOneAsync(string notebook, JobOptions options, CancellationToken cancellation)
    {
        var reportFile = Path.GetTempFileName();
        var watch = Stopwatch.StartNew();
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
            // Under `dotnet Capsules.Workbook.dll` the process is the host, and the program its first argument.
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(ChildJobs).Assembly.Location);
            foreach (var argument in options.ForOne(notebook, reportFile)) start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            await using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
            await Task.WhenAll(Pass(process.StandardOutput, Console.Out), Pass(process.StandardError, Console.Error), process.WaitForExitAsync(CancellationToken.None));
            cancellation.ThrowIfCancellationRequested();
            var text = await File.ReadAllTextAsync(reportFile, cancellation);
            return text.Length > 0
                ? JsonSerializer.Deserialize<RunReport>(text)!
                : Died(notebook, watch, $"The process that ran it ended with code {process.ExitCode} before the notebook did.");
        }
        finally
        {
            File.Delete(reportFile);
        }
    }

    private static RunReport Died(string notebook, Stopwatch watch, string message)
    {
        Console.Error.WriteLine($"{notebook}: {message}");
        return new RunReport(notebook, 0, 0, watch.Elapsed.TotalSeconds, new RunFailure(0, null, message, [message]));
    }

    // Whole lines, so that those of several notebooks do not run into one another.
    private static async Task Pass(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line) await to.WriteLineAsync(line);
    }
}
