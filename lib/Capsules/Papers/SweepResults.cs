using System.Text.Json;
using Capsules.Data;

namespace Capsules.Papers;

/// <summary>A finished run of <c>./workbook sweep</c>, as the tables of appendices D and F would list it.</summary>
/// <param name="Name">Name of its result file.</param>
/// <param name="Capsules">Capsules a layer.</param>
/// <param name="Dim">Their dimension.</param>
/// <param name="Depth">Routing layers.</param>
/// <param name="Routing">"rba" or "uniform".</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Accuracy">Accuracy by the images measured, such as "validation" and "affnist".</param>
/// <param name="IsGenerated">Whether any images were drawn by the program.</param>
public sealed record SweepRunResult(
    string Name, int Capsules, int Dim, int Depth, string Routing, int Seed, IReadOnlyDictionary<string, double> Accuracy, bool IsGenerated);

/// <summary>Reads the result files of <c>./workbook sweep</c>.</summary>
public static class SweepResults
{
    /// <summary>The finished runs in a folder.</summary>
    /// <param name="task">"affnist" or "cifar10".</param>
    /// <param name="folder">Folder of the files; <c>data/results/sweep-TASK</c> of the repository where null.</param>
    /// <returns>In order of their names; none where the folder is absent. Runs not finished are left out.</returns>
    /// <exception cref="InvalidDataException">A file is no run's; the message names file and line.</exception>
    public static IReadOnlyList<SweepRunResult> Load(string task, string? folder = null)
    {
        folder ??= DataRoot.RepositoryRoot is { } root ? Path.Combine(root, "data", "results", $"sweep-{task}") : null;
        if (folder is null || !Directory.Exists(folder)) return [];
        return [.. Directory.GetFiles(folder, "*.jsonl").Order(StringComparer.Ordinal).Select(Read).OfType<SweepRunResult>()];
    }

    private static SweepRunResult? Read(string path)
    {
        JsonElement? run = null, result = null;
        var lines = File.ReadAllText(path).Split('\n');
        // What follows the last line feed is a line still being written.
        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i])) continue;
            try
            {
                using var document = JsonDocument.Parse(lines[i]);
                var line = document.RootElement.Clone();
                switch (line.GetProperty("kind").GetString())
                {
                    case "run": run = line; break;
                    case "result": result = line; break;
                }
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new InvalidDataException($"{path}, line {i + 1}: no line of a sweep's run ({e.Message})", e);
            }
        }

        return run is { } header && result is { } end ? Join(path, header, end) : null;
    }

    private static SweepRunResult Join(string path, JsonElement run, JsonElement result)
    {
        try
        {
            int Whole(string name) => run.GetProperty(name).GetInt32();
            return new SweepRunResult(
                Path.GetFileNameWithoutExtension(path), Whole("capsules"), Whole("dim"), Whole("depth"), run.GetProperty("routing").GetString()!, Whole("seed"),
                result.GetProperty("accuracy").EnumerateObject().ToDictionary(set => set.Name, set => set.Value.GetDouble()),
                run.GetProperty("generated").GetBoolean());
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: a run without its architecture or accuracy ({e.Message})", e);
        }
    }
}
