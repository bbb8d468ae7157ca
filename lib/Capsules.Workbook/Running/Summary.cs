using System.Globalization;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Running;

/// <summary>What a person reads when the notebooks have run.</summary>
internal static class Summary
{
    public static void Write(TextWriter terminal, IReadOnlyList<RunReport> reports)
    {
        var names = Names(reports);
        var width = names.Append("notebook").Max(name => name.Length);
        terminal.WriteLine();
        terminal.WriteLine($"{"notebook".PadRight(width)}  {"cells",7}  {"time",8}  result");
        foreach (var (report, name) in reports.Zip(names))
        {
            terminal.WriteLine($"{name.PadRight(width)}  {$"{report.CellsRun}/{report.CodeCells}",7}  {Time(report.Seconds),8}  {Result(report)}");
        }
    }

    /// <summary>The notebooks' file names; of one name twice, with its folder.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<RunReport> reports)
    {
        var counts = reports.CountBy(report => Path.GetFileName(report.Notebook)).ToDictionary();
        return [.. reports.Select(report => Path.GetFileName(report.Notebook) is var name && counts[name] > 1
            ? Path.Combine(Path.GetFileName(Path.GetDirectoryName(report.Notebook)) ?? "", name) : name)];
    }

    /// <summary>Names notebook, cell and line, then what the cell said.</summary>
    public static void WriteFailure(TextWriter terminal, RunReport report, RunFailure failure)
    {
        terminal.WriteLine($"{report.Notebook}: {Place(failure)} failed");
        foreach (var line in failure.Error.Traceback) terminal.WriteLine("  " + line);
    }

    public static string Place(RunFailure failure) =>
        failure.Cell == 0 ? "the notebook" : failure.Error.Line is { } line ? $"cell [{failure.Cell}], line {line}," : $"cell [{failure.Cell}]";

    private static string Result(RunReport report) =>
        report.Failure is not { } failure ? "passed" : $"{Place(failure)} failed: {failure.Error.Message.Split('\n')[0]}";

    private static string Time(double seconds) =>
        seconds < 60 ? seconds.ToString("0.0 s", CultureInfo.InvariantCulture) : TimeSpan.FromSeconds(seconds).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture);
}
