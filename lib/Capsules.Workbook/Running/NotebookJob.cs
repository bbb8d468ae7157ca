using System.Text.Json;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Running;

/// <summary>Runs notebooks as asked on the command line: one here, several each in a process of its own.</summary>
internal static class NotebookJob
{
    public static async Task<int> RunAllAsync(IReadOnlyList<string> notebooks, JobOptions options, CancellationToken cancellation)
    {
        // Several notebooks would share the library's static state, and a crash of one would end all.
        var reports = notebooks.Count == 1
            ? [await RunOneAsync(notebooks[0], options, cancellation)]
            : await ChildJobs.RunAsync(notebooks, options, cancellation);
        if (options.Report is not null) await File.WriteAllTextAsync(options.Report, JsonSerializer.Serialize(reports[0]), CancellationToken.None);
        else Summary.Write(Terminal.Out, reports);
        if (options.Trx is not null) ResultFiles.WriteTrx(options.Trx, reports);
        if (options.JUnit is not null) ResultFiles.WriteJUnit(options.JUnit, reports);
        return reports.All(report => report.Failure is null) ? 0 : 1;
    }

    private static async Task<RunReport> RunOneAsync(string path, JobOptions options, CancellationToken cancellation)
    {
        try
        {
            return await RunAndWriteAsync(path, options, cancellation);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException)
        {
            Terminal.Error.WriteLine(exception.Message);
            return new RunReport(path, 0, 0, 0, new RunFailure(0, null, exception.Message, [exception.Message]));
        }
    }

    private static async Task<RunReport> RunAndWriteAsync(string path, JobOptions options, CancellationToken cancellation)
    {
        var notebook = NotebookFile.Read(path);
        if (options.Scale is not null) Environment.SetEnvironmentVariable("CAPSULES_SCALE", options.Scale);
        using var native = NativeOutput.Capture();
        var report = await NotebookRunner.RunAsync(notebook, new RunOptions
        {
            Parameters = options.Parameters,
            Scale = options.Scale is { } scale ? char.ToUpperInvariant(scale[0]) + scale[1..] : null,
            CellTimeout = options.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            Cancellation = cancellation,
            Terminal = Terminal.Out,
        });
        var target = Target(path, options);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        notebook.Write(target);
        if (options.Html) await File.WriteAllTextAsync(Path.ChangeExtension(target, ".html"), HtmlPage.Write(notebook), CancellationToken.None);
        if (report.Failure is { } failure) Summary.WriteFailure(Terminal.Error, report, failure);
        return report;
    }

    private static string Target(string path, JobOptions options) =>
        options.InPlace ? path : Path.Combine(options.Output ?? Path.Combine(Repository.State, "runs"), Path.GetFileName(path));
}
