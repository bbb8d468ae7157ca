using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Capsules.Data;
using Capsules.Workbook.Running;
using TorchSharp;

namespace Capsules.Workbook.Results;

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
        var document = new JsonObject
        {
            ["title"] = title,
            ["command"] = Command(Environment.GetCommandLineArgs().Skip(1)),
            ["commit"] = Commit(),
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-dd"),
            ["versions"] = new JsonObject
            {
                ["dotnet"] = Environment.Version.ToString(),
                ["torchSharp"] = torch.__version__,
                ["system"] = System.Runtime.InteropServices.RuntimeInformation.OSDescription,
            },
            ["machine"] = new JsonObject
            {
                ["processor"] = Processor(),
                ["cores"] = Environment.ProcessorCount,
                ["threads"] = torch.get_num_threads(),
                ["cuda"] = torch.cuda.is_available(),
            },
            ["settings"] = JsonSerializer.SerializeToNode(settings, Format),
            ["results"] = JsonSerializer.SerializeToNode(results, Format),
            ["processorSeconds"] = Math.Round(Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds, 1),
            ["peakMemoryMB"] = Process.GetCurrentProcess().PeakWorkingSet64 >> 20,
        };
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path + ".part", document.ToJsonString(Format) + "\n");
        File.Move(path + ".part", path, overwrite: true);
        Console.WriteLine($"written: {path}");
    }

    // Data and repository lie elsewhere on another machine, so their places are named, not spelled out.
    private static string Command(IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Prepend("./workbook")).Replace(DataRoot.Folder, "$CAPSULES_DATA").Replace(Repository.Root, ".");

    private static string Commit()
    {
        string commit = Git("rev-parse HEAD");
        return Git("status --porcelain --untracked-files=no -- lib").Length == 0 ? commit : commit + " with changes";
    }

    private static string Git(string arguments)
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
            string output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown"; // no git on this machine
        }
    }

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString();
    }
}
