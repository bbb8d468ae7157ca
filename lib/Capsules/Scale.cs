using System.Runtime.InteropServices;
using Microsoft.DotNet.Interactive;
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

    /// <summary>Cancelled when the running cell is interrupted; never outside a notebook.</summary>
    public static CancellationToken Cancellation => KernelInvocationContext.Current?.CancellationToken ?? CancellationToken.None;

    /// <summary>The processor, its cores, and how busy they were in the last minute: to be printed with every measured time.</summary>
    public static string Machine
    {
        get
        {
            const string info = "/proc/cpuinfo", load = "/proc/loadavg";
            var name = File.Exists(info) ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal)) : null;
            var busy = File.Exists(load) ? $", load {File.ReadAllText(load).Split(' ')[0]}" : "";
            return $"{name?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture}"}, {Environment.ProcessorCount} cores{busy}";
        }
    }

    /// <summary>One line on library, device and threads.</summary>
    public static string Describe() =>
        $"Capsules on {(torch.cuda.is_available() ? "GPU" : $"{torch.get_num_threads()} processor threads")}, .NET {Environment.Version}";
}
