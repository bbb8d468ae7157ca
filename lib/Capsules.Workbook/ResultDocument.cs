using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Capsules.Data;
using Capsules.Sweeps;

namespace Capsules.Workbook;

/// <summary>A measured result as kept in <c>data/results/</c>: what was measured, and all that is needed to measure it again.</summary>
internal static class ResultDocument
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes a result, replacing an older one atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="title">What was measured, in a sentence.</param>
    /// <param name="settings">Every setting that the result depends on.</param>
    /// <param name="results">The numbers.</param>
    internal static void Write(string path, string title, object settings, object results)
    {
        var from = Provenance.Current();
        var document = new JsonObject
        {
            ["title"] = title,
            ["command"] = from.Command,
            ["commit"] = from.Commit,
            ["date"] = from.Date,
            ["versions"] = JsonSerializer.SerializeToNode(from.Versions, Format),
            ["machine"] = JsonSerializer.SerializeToNode(from.Machine, Format),
            ["settings"] = JsonSerializer.SerializeToNode(settings, Format),
            ["results"] = JsonSerializer.SerializeToNode(results, Format),
            ["processorSeconds"] = Math.Round(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds, 1),
            ["peakMemoryMB"] = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        Files.Replace(path, file => file.Write(Encoding.UTF8.GetBytes(document.ToJsonString(Format) + "\n")));
        Console.WriteLine($"written: {path}");
    }
}
