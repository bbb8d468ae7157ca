using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace Capsules;

/// <summary>Which libtorch the process uses, and how its threads wait.</summary>
internal static partial class Libtorch
{
    /// <summary>A folder with an existing libtorch, such as a Python installation's <c>torch/lib</c>, CUDA included; unset: the package's.</summary>
    internal static string? Folder => Environment.GetEnvironmentVariable("CAPSULES_LIBTORCH") is { Length: > 0 } folder ? folder : null;

    // Where the build puts the native files of the packages: below Capsules.dll, or beside it when built for one system (-r).
    private static string PackageFolder
    {
        get
        {
            var own = Path.GetDirectoryName(typeof(Libtorch).Assembly.Location) is { Length: > 0 } folder ? folder : AppContext.BaseDirectory;
            var below = Path.Combine(own, "runtimes", $"{System}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}", "native");
            return Directory.Exists(below) ? below : own;
        }
    }

    private static string System => OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";

    // CA2255: libtorch reads these settings when it is loaded, so they must be made before anything of the library is used.
#pragma warning disable CA2255
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void Prepare()
    {
        if (OperatingSystem.IsLinux()) PrepareLinux();
        if (Folder is { } folder) LoadFrom(folder);
        SilenceWarnings(Folder ?? PackageFolder);

        // Asked last, when the runtime itself finds no library of that name (a host without Capsules.deps.json). Without an answer TorchSharp
        // would copy half a gigabyte beside itself and load the unmended file from there.
        if (AssemblyLoadContext.GetLoadContext(typeof(torch).Assembly) is { } context)
        {
            context.ResolvingUnmanagedDll += (_, name) =>
                name is "torch_cpu" or "LibTorchSharp" && NativeLibrary.TryLoad(Path.Combine(PackageFolder, FileName(name)), out var library) ? library : 0;
        }
    }

    private static void PrepareLinux()
    {
        // A thread of OpenMP without work spins for ten milliseconds before it sleeps, on a core that routing's own threads need by then.
        // Environment.SetEnvironmentVariable is not seen by native code. The user's own value wins.
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null) setenv("GOMP_SPINCOUNT", "1000", overwrite: 0);
        try
        {
            // Large tensors come and go every step: memory that the allocator keeps needs no new pages from the kernel.
            const int trimThreshold = -1, mmapMax = -4; // M_TRIM_THRESHOLD, M_MMAP_MAX
            mallopt(trimThreshold, int.MaxValue);
            mallopt(mmapMax, 0);
        }
        catch (EntryPointNotFoundException)
        {
            // Only glibc has it.
        }
    }

    // On processors that NNPACK does not know, libtorch writes a warning to stderr at every convolution of a single image. C++ reads no
    // environment variable for its level of logging (Python does), so the variable itself is set.
    private static unsafe void SilenceWarnings(string folder)
    {
        const int error = 2;
        if (Environment.GetEnvironmentVariable("TORCH_CPP_LOG_LEVEL") is null
            && NativeLibrary.TryLoad(Path.Combine(folder, FileName("c10")), out var library)
            && NativeLibrary.TryGetExport(library, "FLAGS_caffe2_log_level", out var level))
        {
            *(int*)level = error;
        }
    }

    // An already loaded library answers for its name, whatever folder it is from: libLibTorchSharp then runs over these.
    private static void LoadFrom(string folder)
    {
        if (!File.Exists(Path.Combine(folder, FileName("torch_cpu"))))
            throw new FileNotFoundException($"CAPSULES_LIBTORCH is '{folder}', which holds no {FileName("torch_cpu")}; name the folder with libtorch's libraries, such as a Python installation's torch/lib");
        foreach (var name in (string[])["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"])
        {
            var file = Path.Combine(folder, FileName(name));
            if (File.Exists(file)) NativeLibrary.Load(file);
        }

        NativeLibrary.Load(Path.Combine(PackageFolder, FileName("LibTorchSharp")));
    }

    private static string FileName(string name) =>
        OperatingSystem.IsWindows() ? $"{name}.dll" : OperatingSystem.IsMacOS() ? $"lib{name}.dylib" : $"lib{name}.so";

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
