using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;
using TorchSharp;

namespace Capsules;

/// <summary>How much a notebook computes.</summary>
public enum Scale
{
    /// <summary>Minutes on two processor cores: fewer images and epochs than the paper's.</summary>
    Quick,

    /// <summary>The paper's own: hours on a processor, minutes on a GPU.</summary>
    Paper,
}

/// <summary>What a notebook runs on; printed once by its first cell.</summary>
public static class Session
{
    /// <summary><see cref="Scale.Paper"/> with a GPU, otherwise <see cref="Scale.Quick"/>; $CAPSULES_SCALE (quick or paper) decides where it is set.</summary>
    /// <exception cref="ArgumentException">$CAPSULES_SCALE is something else.</exception>
    public static Scale DefaultScale => Environment.GetEnvironmentVariable("CAPSULES_SCALE") switch
    {
        null or "" => torch.cuda.is_available() ? Scale.Paper : Scale.Quick,
        var name when Enum.TryParse<Scale>(name, ignoreCase: true, out var scale) && Enum.IsDefined(scale) => scale,
        var other => throw new ArgumentException($"CAPSULES_SCALE is '{other}'; it must be quick or paper"),
    };

    /// <summary>The first GPU where there is one, otherwise the processor.</summary>
    public static torch.Device Device => torch.cuda.is_available() ? torch.device("cuda:0") : torch.CPU;

    /// <summary>Canceled when the running cell is interrupted; never outside a notebook.</summary>
    public static CancellationToken Cancellation => KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;

    /// <summary>Name of the processor.</summary>
    internal static string Processor
    {
        get
        {
            const string info = "/proc/cpuinfo";
            var name = File.Exists(info) ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
            return name?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}";
        }
    }

    /// <summary>The processor, its cores, and how busy they were in the last minute: to be printed with every measured time.</summary>
    public static string Machine
    {
        get
        {
            const string load = "/proc/loadavg";
            var busy = File.Exists(load) ? $", load {File.ReadAllText(load).Split(' ')[0]}" : "";
            return $"{Processor}, {Environment.ProcessorCount} cores{busy}";
        }
    }

    /// <summary>The folder that $CAPSULES_LIBTORCH names; null where the package's libtorch is used.</summary>
    public static string? LibtorchFolder => Libtorch.Folder;

    /// <summary>What to type where an NVIDIA driver is there and libtorch is for the processor only; null where nothing is to be gained.</summary>
    public static string? GpuAdvice => !torch.cuda.is_available() && HasNvidiaDriver()
        ? "an NVIDIA driver is there, but this build is for the processor: type `./workbook setup --cuda`, or set CAPSULES_LIBTORCH to the torch/lib folder of a Python installation"
        : null;

    /// <summary>What the notebook runs on, in a line; a second says how to use a GPU that lies idle.</summary>
    public static string Describe() =>
        $"Capsules on {(torch.cuda.is_available() ? "GPU" : $"{torch.get_num_threads()} processor threads")}, .NET {Environment.Version}"
        + (GpuAdvice is { } advice ? $"\nNote: {advice}" : "");

    private static bool HasNvidiaDriver()
    {
        if (!NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var driver)) return false;
        NativeLibrary.Free(driver);
        return true;
    }
}

/// <summary>Values shown in a place that can be updated.</summary>
internal static class Shown
{
    /// <summary>Shows a value through the running cell: what the package's own <c>Display()</c> gives back updates another place.</summary>
    public static DisplayedValue Place(object value, params string[] mimeTypes) =>
        KernelInvocationContext.Current is { } context ? context.Display(value, mimeTypes) : value.Display(mimeTypes);
}
