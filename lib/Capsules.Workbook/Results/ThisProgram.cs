using System.Diagnostics;
using System.Runtime.InteropServices;
using Capsules.Data;
using Capsules.Sweeps;
using Capsules.Workbook.Running;
using TorchSharp;

namespace Capsules.Workbook.Results;

/// <summary>Where a figure measured by this process comes from.</summary>
internal static class ThisProgram
{
    internal static Provenance Provenance() => new(
        Line(Environment.GetCommandLineArgs().Skip(1)), Head(), DateTime.UtcNow.ToString("yyyy-MM-dd"), Versions(), Machine());

    // Data and repository lie elsewhere on another machine, so their places are named, not spelled out.
    private static string Line(IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Prepend("./workbook")).Replace(DataRoot.Folder, "$CAPSULES_DATA").Replace(Repository.Root, ".");

    private static string Head()
    {
        var commit = Git("rev-parse HEAD");
        return Git("status --porcelain --untracked-files=no -- lib").Length == 0 ? commit : commit + " with changes";
    }

    private static string Git(string arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", arguments)
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown"; // no git on this machine
        }
    }

    private static ProgramVersions Versions() => new(
        typeof(DataRoot).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        Environment.Version.ToString(),
        torch.__version__,
        Session.LibtorchFolder is null ? "nuget" : "CAPSULES_LIBTORCH",
        LoadedLibtorch(),
        RuntimeInformation.OSDescription);

    private static string LoadedLibtorch()
    {
        const string maps = "/proc/self/maps";
        torch.get_num_threads();                                     // loads it
        if (!File.Exists(maps)) return "unknown";
        var path = File.ReadLines(maps).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^1])
            .FirstOrDefault(p => Path.GetFileName(p).StartsWith("libtorch_cpu", StringComparison.Ordinal));
        return path is null ? "unknown" : Path.GetFileName(path);
    }

    private static Machine Machine() => new(Processor(), Environment.ProcessorCount, torch.get_num_threads(), torch.cuda.is_available());

    private static string Processor()
    {
        const string file = "/proc/cpuinfo";
        var lines = File.Exists(file) ? File.ReadLines(file) : [];
        var name = lines.FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal));
        return name?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
