using System.CommandLine;
using Capsules.Workbook.Doctor;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook doctor</c>: what this machine has, and what mends what it lacks.</summary>
internal static class DoctorCommand
{
    internal static Command Create()
    {
        var command = new Command("doctor", "What this machine has. Each line is ok, or says below what mends it (!!) or adds what nothing fails without (--). Exit code 1 where a line has !!.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        var code = 0;
        foreach (var check in Checks())
        {
            Console.WriteLine(check);
            if (!check.Passes) code = 1;
        }
        return code;
    }

    // Printed one by one: some take seconds.
    private static IEnumerable<Check> Checks()
    {
        yield return MachineChecks.Sdk();
        var libtorch = MachineChecks.Libtorch();
        yield return libtorch;
        if (!libtorch.Passes) yield break; // the library, which all others ask, does not load without it
        yield return MachineChecks.Packages();
        yield return MachineChecks.Gpu();
        yield return MachineChecks.Threads();
        yield return MachineChecks.Memory();
        yield return MachineChecks.Disk();
        yield return FrontEndChecks.Kernel();
        yield return FrontEndChecks.Jupyter();
        yield return FrontEndChecks.VsCode();
        yield return MachineChecks.Chromium();
        foreach (var check in DataChecks.All()) yield return check;
    }
}
