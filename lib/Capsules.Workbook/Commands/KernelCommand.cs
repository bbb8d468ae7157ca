using System.CommandLine;
using Capsules.Kernel;

namespace Capsules.Workbook.Commands;

/// <summary>Makes the C# kernel known to Jupyter and VS Code, or unknown again.</summary>
internal static class KernelCommand
{
    /// <summary>The kernel's own build output, beside this program's: a copy here would lack what cells load from its folder.</summary>
    private static readonly string Kernel =
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Capsules.Kernel", "bin", "Capsules.Kernel.dll"));

    internal static Command Create()
    {
        var prefix = new Option<string?>("--prefix")
        {
            Description = "install into PREFIX/share/jupyter, such as /usr/local or a conda environment (default: for you alone)",
            Recursive = true,
        };
        var install = new Command("install", "offer the kernel to Jupyter and VS Code");
        install.SetAction(result => Guarded(() => Install(result.GetValue(prefix))));
        var uninstall = new Command("uninstall", "remove it again");
        uninstall.SetAction(result => Guarded(() => Uninstall(result.GetValue(prefix))));
        var status = new Command("status", "whether it is installed, and where; exit code 1 where it is not");
        status.SetAction(result => Guarded(() => Status(result.GetValue(prefix))));
        return new Command("kernel", "the C# kernel for Jupyter and VS Code") { prefix, install, uninstall, status };
    }

    internal static int Install(string? prefix)
    {
        var folder = KernelSpec.Install(Kernel, prefix);
        Console.WriteLine($"{KernelSpec.DisplayName} installed in {folder}");
        Console.WriteLine($"Reload open editors, then pick \"{KernelSpec.DisplayName}\" as the notebook's kernel. ./workbook kernel uninstall removes it.");
        return 0;
    }

    private static int Uninstall(string? prefix)
    {
        Console.WriteLine(KernelSpec.Uninstall(prefix)
            ? $"{KernelSpec.DisplayName} removed from {KernelSpec.Folder(prefix)}"
            : $"{KernelSpec.DisplayName} was not installed in {KernelSpec.Folder(prefix)}");
        return 0;
    }

    private static int Status(string? prefix)
    {
        if (KernelSpec.Installed(prefix) is not { } kernel)
        {
            Console.WriteLine($"{KernelSpec.DisplayName} is not installed in {KernelSpec.Folder(prefix)}; ./workbook kernel install does it");
            return 1;
        }
        Console.WriteLine($"{KernelSpec.DisplayName} is installed in {KernelSpec.Folder(prefix)} and runs {kernel}");
        if (!File.Exists(kernel))
        {
            Console.WriteLine("That file is not there: run ./workbook setup to build it, or install again if the workbook has moved.");
            return 1;
        }
        if (Path.GetFullPath(kernel) != Kernel)
            Console.WriteLine($"It is the kernel of another checkout; this one's is {Kernel}");
        return 0;
    }

    private static int Guarded(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}
