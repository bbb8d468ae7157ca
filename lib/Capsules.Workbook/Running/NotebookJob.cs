using Capsules.Kernel.Engine;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Publishing;

namespace Capsules.Workbook.Running;

/// <summary>Runs notebooks as asked on the command line, each in a process of its own.</summary>
internal static class NotebookJob
{
    public static async Task<int> RunAllAsync(IEnumerable<string> notebooks, JobOptions options, CancellationToken cancellation)
    {
        var paths = notebooks.Distinct().ToArray();
        if (options.Html) MathJax.Fetch();
        var targets = options.InPlace ? paths : Targets(paths, options.Output ?? Path.Combine(Repository.State, "runs"));
        var reports = new RunReport[paths.Length];
        await Parallel.ForAsync(
            0, paths.Length, new ParallelOptions { MaxDegreeOfParallelism = options.InProcess ? 1 : options.Jobs },
            async (i, _) => reports[i] = await RunOneAsync(paths[i], targets[i], options, cancellation));
        if (options.Pictures) await PictureJob.DrawAsync(targets);
        Summary.Write(Terminal.Out, reports);
        if (options.JUnit is not null) ResultFiles.WriteJUnit(options.JUnit, reports);
        return reports.All(report => report.Failure is null) ? 0 : 1;
    }

    /// <summary>Where the executed notebooks go; of one name in two folders, the second gets a number.</summary>
    internal static string[] Targets(IReadOnlyList<string> paths, string folder)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return [.. paths.Select(path =>
        {
            var name = Path.GetFileName(path);
            for (var number = 2; !taken.Add(name); number++) name = $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}";
            return Path.Combine(folder, name);
        })];
    }

    private static async Task<RunReport> RunOneAsync(string path, string target, JobOptions options, CancellationToken cancellation)
    {
        try
        {
            return await RunAndWriteAsync(path, target, options, cancellation);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException)
        {
            Terminal.Error.WriteLine(exception.Message);
            return new RunReport(path, 0, 0, 0, new RunFailure(0, CellError.Of(exception.GetType().Name, exception.Message)));
        }
    }

    private static async Task<RunReport> RunAndWriteAsync(string path, string target, JobOptions options, CancellationToken cancellation)
    {
        var notebook = NotebookFile.Read(path);
        NotebookFile.CheckWritable(target);
        Parameters.Set(notebook, options.Parameters);
        var folder = Path.GetDirectoryName(path)!;
        using var process = options.InProcess ? null : CellProcess.Start(folder, Variables(options));
        var timeout = options.Timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        var report = await NotebookRunner.RunAsync(notebook, process ?? InThisProcess(folder, options), Terminal.Out, timeout, cancellation);
        notebook.Write(target);
        if (options.Html) await File.WriteAllTextAsync(Path.ChangeExtension(target, ".html"), HtmlPage.Write(notebook), CancellationToken.None);
        if (report.Failure is { } failure) Summary.WriteFailure(Terminal.Error, report, failure);
        return report;
    }

    // Nobody turns knobs in a headless run: a live page would be a server without a visitor.
    private static Dictionary<string, string> Variables(JobOptions options)
    {
        var variables = new Dictionary<string, string> { [Live.Live.Headless] = "1" };
        if (options.Scale is { } scale) variables["CAPSULES_SCALE"] = scale;
        return variables;
    }

    // For a debugger: it is attached to this process already.
    private static ICellRunner InThisProcess(string folder, JobOptions options)
    {
        foreach (var (name, value) in Variables(options)) Environment.SetEnvironmentVariable(name, value);
        Environment.CurrentDirectory = folder;
        NativeOutput.Start();
        return new ScriptEngine(folder);
    }
}
