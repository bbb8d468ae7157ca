using System.Globalization;

namespace Capsules.Workbook.Sweeps;

/// <summary>A finished run.</summary>
internal sealed record FinishedRun(RunHeader Header, RunResult Result);

/// <summary>Accuracy of an architecture with one routing, over the seeds that were run.</summary>
/// <param name="Mean">Mean over the runs.</param>
/// <param name="Std">Their standard deviation; 0 for one run.</param>
/// <param name="Runs">How many.</param>
/// <param name="IsGenerated">Whether any saw images the program drew itself.</param>
/// <param name="IsTrial">Whether any saw only a part of the images.</param>
internal sealed record MeasuredAccuracy(double Mean, double Std, int Runs, bool IsGenerated, bool IsTrial)
{
    /// <summary>The figure as a table shows it: never without what sets it apart from the paper's.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Mean:F3}{(Runs > 1 ? $" ±{Std:F3} ({Runs} runs)" : "")}{(IsGenerated ? " GENERATED" : "")}{(IsTrial ? " trial" : "")}");
}

/// <summary>The result files of a sweep.</summary>
internal sealed class SweepResults
{
    private readonly SweepTask task;

    private SweepResults(SweepTask task, IReadOnlyList<RunFile> files)
    {
        this.task = task;
        Finished = [.. files.Where(f => f.Result is not null).Select(f => new FinishedRun(f.Header!, f.Result!))];
        Failed = files.Count(f => f.Error is not null);
        Unfinished = files.Count - Finished.Count - Failed;
    }

    internal IReadOnlyList<FinishedRun> Finished { get; }

    internal int Unfinished { get; }

    internal int Failed { get; }

    /// <summary>Architectures of finished runs, smallest first.</summary>
    internal IReadOnlyList<Architecture> Architectures =>
        [.. Finished.Select(f => f.Header.Architecture).Distinct().OrderBy(a => a.Depth).ThenBy(a => a.Capsules).ThenBy(a => a.Dim)];

    /// <summary>Reads a folder.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">It holds no run of this benchmark, or a broken file; the message names file and line.</exception>
    internal static SweepResults Read(SweepTask task, string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder '{folder}'; `./workbook sweep {task.Name}` makes it, --out names another.");
        var files = Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).Select(RunFile.Read)
            .Where(file => file.Header?.Task == task.Name).ToList();
        return files.Count > 0
            ? new SweepResults(task, files)
            : throw new InvalidDataException($"'{folder}' holds no result file of `./workbook sweep {task.Name}`.");
    }

    /// <summary>The accuracy that the paper's tables give, as measured here; null where no run of the kind is finished.</summary>
    internal MeasuredAccuracy? Accuracy(Architecture architecture, SweepRouting routing)
    {
        var runs = Finished.Where(f => f.Header.Architecture == architecture && f.Header.Routing == SweepMember.NameOf(routing)).ToList();
        if (runs.Count == 0) return null;
        var values = runs.ConvertAll(f => f.Result.Accuracy[task.Reported]);
        var mean = values.Average();
        return new MeasuredAccuracy(
            mean, Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), runs.Count,
            runs.Exists(f => f.Header.Generated), runs.Exists(f => f.Header.Settings.Images is not null));
    }
}
