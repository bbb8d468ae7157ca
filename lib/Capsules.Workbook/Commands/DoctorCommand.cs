using System.CommandLine;
using Capsules.Data;
using Capsules.Kernel;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Running;
using TorchSharp;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook doctor</c>: what this machine has, and what mends what it lacks.</summary>
internal static class DoctorCommand
{
    internal static Command Create()
    {
        var command = new Command("doctor", "What this machine has, and how to mend what it lacks; exit code 1 where something is missing.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        Check[] checks =
        [
            new(".NET", true, $"{Environment.Version}"),
            Libtorch(),
            Gpu(),
            new("processor", true, $"{Session.Machine}, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB of memory"),
            Disk(),
            KernelInstalled(),
            new("data sets", true, Data()),
            new("Chromium", true, ChartPictures.Browser() ?? "none: only `run --pictures` needs it"),
        ];
        foreach (var check in checks) Console.WriteLine($"{(check.Fine ? ' ' : '!')} {check.Name,-10} {check.Text}");
        return checks.All(c => c.Fine) ? 0 : 1;
    }

    private static Check Libtorch()
    {
        try
        {
            return new("libtorch", true, $"{torch.__version__}, {torch.get_num_threads()} threads, from {Session.LibtorchFolder ?? "its package"}");
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or NotSupportedException)
        {
            return new("libtorch", false, $"does not load: {e.GetBaseException().Message.Split('\n')[0]}");
        }
    }

    private static Check Gpu() => torch.cuda.is_available()
        ? new("GPU", true, $"{torch.cuda.device_count()} with CUDA")
        : new("GPU", Session.GpuAdvice is null, Session.GpuAdvice ?? "none; notebooks run at quick scale");

    private static Check Disk()
    {
        var free = new DriveInfo(Repository.Root).AvailableFreeSpace >> 30;
        return new("disk", free >= 2, $"{free} GiB free{(free < 2 ? "; data sets and networks need 2" : "")}");
    }

    private static Check KernelInstalled()
    {
        try
        {
            return KernelSpec.Installed() is { } kernel && File.Exists(kernel)
                ? new("kernel", true, $"installed in {KernelSpec.Folder(null)}")
                : new("kernel", false, "not installed for VS Code and Jupyter: ./workbook kernel install");
        }
        catch (InvalidDataException e)
        {
            return new("kernel", false, e.Message);
        }
    }

    private static string Data()
    {
        string[] found = [.. new[] { "mnist", "affnist", "cifar10", "smallnorb", "sst", "gpt2", "gpt2-large", "minilm", "heinsen" }.Where(name => DataRoot.Find(name) is not null)];
        return found.Length == 0 ? $"none in {DataRoot.Folder}; notebooks fetch or generate theirs (./workbook data list)" : string.Join(", ", found);
    }

    private sealed record Check(string Name, bool Fine, string Text);
}
