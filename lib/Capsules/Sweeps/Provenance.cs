using System.Runtime.InteropServices;
using Capsules.Data;
using TorchSharp;

namespace Capsules.Sweeps;

/// <summary>All that is needed to say where a measured figure comes from.</summary>
/// <param name="Command">The command line, with places of this machine replaced by names.</param>
/// <param name="Commit">The repository's commit, and whether the library was changed since.</param>
public sealed record Provenance(string Command, string Commit, string Date, ProgramVersions Versions, Machine Machine)
{
    /// <summary>Of figures that this process measures.</summary>
    public static Provenance Current() => new(
        // Data and repository lie elsewhere on another machine, so their places are named, not spelled out.
        string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Prepend("./workbook"))
            .Replace(DataRoot.Folder, "$CAPSULES_DATA").Replace(DataRoot.Repository, "."),
        Git("rev-parse", "HEAD") + (Git("status", "--porcelain", "--untracked-files=no", "--", "lib").Length == 0 ? "" : " with changes"),
        DateTime.UtcNow.ToString("yyyy-MM-dd"),
        new ProgramVersions(
            typeof(DataRoot).Assembly.GetName().Version?.ToString(3) ?? "unknown", Environment.Version.ToString(),
            typeof(torch).Assembly.GetName().Version?.ToString(3) ?? "unknown", Session.LibtorchFolder is null ? "nuget" : "CAPSULES_LIBTORCH",
            torch.__version__, RuntimeInformation.OSDescription),
        new Machine(Session.Processor, Environment.ProcessorCount, torch.get_num_threads(), torch.cuda.is_available()));

    private static string Git(params string[] arguments) =>
        ExternalProgram.Run("git", arguments, DataRoot.Repository).GetAwaiter().GetResult() is (0, var output, _) ? output.Trim() : "unknown";
}

/// <summary>Versions of what computes.</summary>
/// <param name="Provider">Whose libtorch: the package's (nuget), or an existing one (CAPSULES_LIBTORCH).</param>
/// <param name="Libtorch">Its version; in older files the library's file name.</param>
public sealed record ProgramVersions(string Library, string Dotnet, string TorchSharp, string Provider, string Libtorch, string System);

/// <summary>The machine that computes.</summary>
/// <param name="Cuda">Whether it has a GPU that libtorch can use.</param>
public sealed record Machine(string Processor, int Cores, int Threads, bool Cuda);
