using System.Diagnostics;
using System.Text.Json.Nodes;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Publishing;
using Capsules.Workbook.Running;
using TorchSharp;

namespace Capsules.Workbook.Doctor;

/// <summary>The SDK, what was restored and built with it, and the machine.</summary>
internal static class MachineChecks
{
    private const long GiB = 1L << 30;

    // OpenMP's runtimes of GCC, Intel, LLVM and Microsoft, and MKL where it is a library of its own.
    private static readonly string[] Threading = ["gomp", "iomp", "libomp", "vcomp", "mkl"];

    public static Check Sdk() => Tool.Output("dotnet", "--version") is { } version
        ? new(".NET SDK", version)
        : new(".NET SDK", "none that global.json accepts", "install the .NET 10 SDK: https://dotnet.microsoft.com/download/dotnet/10.0");

    /// <summary>The packages that the last restore noted for each project of the library must still be in the NuGet cache.</summary>
    public static Check Packages()
    {
        var projects = Directory.GetFiles(Path.Combine(Repository.Root, "lib"), "*.csproj", SearchOption.AllDirectories);
        var found = new HashSet<string>();
        foreach (var project in projects)
        {
            var assets = Path.Combine(Path.GetDirectoryName(project)!, "obj", "project.assets.json");
            if (!File.Exists(assets)) return new("packages", $"{Path.GetFileNameWithoutExtension(project)} was never restored", "./workbook setup");
            var json = JsonNode.Parse(File.ReadAllText(assets))!;
            string[] caches = [.. json["packageFolders"]!.AsObject().Select(folder => folder.Key)];
            foreach (var (name, library) in json["libraries"]!.AsObject().Where(library => (string?)library.Value!["type"] == "package"))
                if (found.Add(name) && !caches.Any(cache => Directory.Exists(Path.Combine(cache, (string)library!["path"]!))))
                    return new("packages", $"{name} is not in the NuGet cache any more", "./workbook setup");
        }
        return new("packages", $"{found.Count} restored for {projects.Length} projects");
    }

    public static Check Libtorch()
    {
        try
        {
            return new("libtorch", $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)} over libtorch {torch.__version__} from {Session.LibtorchFolder ?? "its package"}");
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException)
        {
            var mend = Environment.GetEnvironmentVariable("CAPSULES_LIBTORCH") is { Length: > 0 } ? "unset CAPSULES_LIBTORCH, or correct it" : "./workbook setup";
            return new("libtorch", $"does not load: {e.GetBaseException().Message.Split('\n')[0]}", mend);
        }
    }

    public static Check Gpu()
    {
        var card = Tool.Output("nvidia-smi", "--query-gpu=name,driver_version,memory.total", "--format=csv,noheader")?.Split('\n')[0].Split(", ") is [var name, var driver, var memory]
            ? $"{name}, driver {driver}, {memory}" : "a card that nvidia-smi does not name";
        return torch.cuda.is_available() ? new("GPU", $"{torch.cuda.device_count()} with CUDA: {card}")
            : Session.GpuAdvice is { } advice ? new("GPU", card, advice) : new("GPU", "none; notebooks run at quick scale");
    }

    public static Check Threads()
    {
        var runtimes = Process.GetCurrentProcess().Modules.Cast<ProcessModule>().Select(module => module.ModuleName)
            .Where(name => Threading.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase)));
        var limits = new[] { "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OMP_WAIT_POLICY" }
            .Select(name => (name, Environment.GetEnvironmentVariable(name))).Where(limit => limit.Item2 is { Length: > 0 }).Select(limit => $"{limit.name}={limit.Item2}");
        return new("threads", string.Join(", ", [$"{torch.get_num_threads()} on {Environment.ProcessorCount} cores ({Session.Machine.Split(',')[0]})", .. runtimes.Distinct(), .. limits]));
    }

    public static Check Memory()
    {
        var total = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new("memory", Size(total), total < 2 * GiB ? "notebooks need 2 GiB: give this machine or container more" : null);
    }

    public static Check Disk()
    {
        var free = new DriveInfo(Repository.Root).AvailableFreeSpace;
        return new("disk", $"{Size(free)} free", free < 2 * GiB ? "data sets and networks need 2 GiB: free some, or set CAPSULES_DATA to a folder elsewhere" : null);
    }

    public static Check Chromium()
    {
        const string purpose = "`run --pictures` and some tests need it";
        return ChromiumBrowser.Find() is not { } browser
            ? new("Chromium", $"none; {purpose}", OperatingSystem.IsLinux() ? "sudo apt install chromium" : "install Chrome, or set CHROMIUM to a browser's executable", Needed: false)
            : File.Exists(browser) ? new("Chromium", browser)
            : new("Chromium", $"CHROMIUM is '{browser}', which is not there; {purpose}", "unset CHROMIUM, or correct it", Needed: false);
    }

    private static string Size(long bytes) => FormattableString.Invariant($"{(double)bytes / GiB:0.0} GiB");
}
