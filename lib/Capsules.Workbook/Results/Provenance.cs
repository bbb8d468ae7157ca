using System.Diagnostics;
using System.Runtime.InteropServices;
using Capsules.Data;
using Capsules.Workbook.Running;
using TorchSharp;

namespace Capsules.Workbook.Results;

/// <summary>All that is needed to say where a measured figure comes from.</summary>
/// <param name="Command">The command line, with places of this machine replaced by names.</param>
/// <param name="Commit">The repository's commit, and whether the library was changed since.</param>
/// <param name="Date">Day, in UTC.</param>
/// <param name="Versions">Of what computes.</param>
/// <param name="Machine">On which it does.</param>
internal sealed record Provenance(string Command, string Commit, string Date, ProgramVersions Versions, Machine Machine)
{
    /// <summary>This process's.</summary>
    internal static Provenance Now() => new(
        Line(Environment.GetCommandLineArgs().Skip(1)), Head(), DateTime.UtcNow.ToString("yyyy-MM-dd"), ProgramVersions.Now(), Machine.This());

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
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = Repository.Root, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown"; // no git on this machine
        }
    }
}

/// <summary>Versions of what computes.</summary>
/// <param name="Library">Capsules.</param>
/// <param name="Dotnet">.NET.</param>
/// <param name="TorchSharp">The API's.</param>
/// <param name="Provider">Which TorchSharp: the package, or the repository's own subset over the system's libtorch.</param>
/// <param name="Libtorch">File name of the library in use, which carries its version on Debian.</param>
/// <param name="System">The operating system.</param>
internal sealed record ProgramVersions(string Library, string Dotnet, string TorchSharp, string Provider, string Libtorch, string System)
{
    internal static ProgramVersions Now() => new(
        typeof(DataRoot).Assembly.GetName().Version?.ToString(3) ?? "unknown",
        Environment.Version.ToString(),
        torch.__version__,
        File.Exists(Path.Combine(AppContext.BaseDirectory, "libcapsules_torch.so")) ? "system" : "nuget",
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
}

/// <summary>The machine that computes.</summary>
internal sealed record Machine(string Processor, int Cores, int Threads, bool Cuda)
{
    internal static Machine This() => new(Name(), Environment.ProcessorCount, torch.get_num_threads(), torch.cuda.is_available());

    private static string Name()
    {
        const string file = "/proc/cpuinfo";
        var line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
