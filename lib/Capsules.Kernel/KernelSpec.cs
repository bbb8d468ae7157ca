using System.Text.Json;
using System.Text.Json.Nodes;

namespace Capsules.Kernel;

/// <summary>What tells Jupyter front ends of this kernel: a folder with <c>kernel.json</c> and logos.</summary>
public static class KernelSpec
{
    /// <summary>The kernel's name, as notebooks' metadata hold it.</summary>
    public const string Name = "capsules-csharp";

    /// <summary>The name a person picks in a menu.</summary>
    public const string DisplayName = "C# (Capsules)";

    private static readonly string[] Logos = ["logo-svg.svg", "logo-32x32.png", "logo-64x64.png"];

    /// <summary>The folder of the kernel's specification, for this person or under a prefix.</summary>
    /// <param name="prefix">An environment such as <c>/usr/local</c> or a conda environment; null for this person.</param>
    public static string Folder(string? prefix) =>
        Path.Combine(prefix is null ? UserData() : Path.Combine(Path.GetFullPath(prefix), "share", "jupyter"), "kernels", Name);

    /// <summary>Writes the specification for the kernel's dll and gives its folder; an earlier one is replaced.</summary>
    /// <exception cref="FileNotFoundException">The kernel is not built.</exception>
    public static string Install(string kernel, string? prefix = null)
    {
        if (!File.Exists(kernel)) throw new FileNotFoundException($"The kernel '{kernel}' is not there; ./workbook setup builds it.", kernel);
        var folder = Folder(prefix);
        Directory.CreateDirectory(folder);
        foreach (var logo in Logos)
        {
            using var from = typeof(KernelSpec).Assembly.GetManifestResourceStream(logo)!;
            using var to = File.Create(Path.Combine(folder, logo));
            from.CopyTo(to);
        }
        // A Jupyter server hands out this folder's files: charts find plotly.js here without a network.
        if (PlotlyScript.Text is { } plotly) File.WriteAllText(Path.Combine(folder, "plotly.min.js"), plotly);
        // Last: without it, a front end sees no kernel in the folder.
        File.WriteAllText(Path.Combine(folder, "kernel.json"), Json(kernel) + "\n");
        return folder;
    }

    /// <summary>Removes the specification, and the folders above it that were made for it alone; false where there was none.</summary>
    public static bool Uninstall(string? prefix = null)
    {
        var folder = Folder(prefix);
        if (!Directory.Exists(folder)) return false;
        Directory.Delete(folder, recursive: true);
        for (var k = 0; k < 2; k++) // kernels, jupyter
        {
            folder = Path.GetDirectoryName(folder)!;
            if (Directory.EnumerateFileSystemEntries(folder).Any()) break;
            Directory.Delete(folder);
        }
        return true;
    }

    /// <summary>The dll that an installed specification runs; null where none is installed.</summary>
    /// <exception cref="InvalidDataException">The specification cannot be read.</exception>
    public static string? Installed(string? prefix = null)
    {
        var path = Path.Combine(Folder(prefix), "kernel.json");
        if (!File.Exists(path)) return null;
        try
        {
            return (string?)JsonNode.Parse(File.ReadAllText(path))?["argv"]?[1]
                ?? throw new InvalidDataException($"'{path}' names no kernel; install again.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException($"'{path}' is no kernel specification ({e.Message}); install again.", e);
        }
    }

    /// <summary>glibc's allocator keeps large blocks for reuse in its first arena alone, and threads that run cells would get others: a network of
    /// the workbook evaluates batches of 500 images seven times as fast so. Nothing elsewhere; only a process's start can set it.</summary>
    internal const string ArenaMax = "MALLOC_ARENA_MAX", OneArena = "1";

    private static string Json(string kernel) => new JsonObject
    {
        ["argv"] = new JsonArray(Dotnet(), Path.GetFullPath(kernel), "{connection_file}"),
        ["display_name"] = DisplayName,
        ["language"] = "C#",
        // A signal would reach what a cell has started as well.
        ["interrupt_mode"] = "message",
        ["env"] = new JsonObject { [ArenaMax] = OneArena },
        ["metadata"] = new JsonObject { ["debugger"] = false },
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The host that runs this process: an editor started from a desktop may have no dotnet on its path.</summary>
    internal static string Dotnet() =>
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";

    /// <summary>Jupyter's data folder of this person (docs.jupyter.org, "Jupyter directories").</summary>
    private static string UserData()
    {
        if (Environment.GetEnvironmentVariable("JUPYTER_DATA_DIR") is { Length: > 0 } set) return set;
        if (OperatingSystem.IsMacOS()) return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "Library", "Jupyter");
        var data = OperatingSystem.IsWindows() ? Environment.SpecialFolder.ApplicationData : Environment.SpecialFolder.LocalApplicationData;
        return Path.Combine(Environment.GetFolderPath(data, Environment.SpecialFolderOption.DoNotVerify), "jupyter");
    }
}
