using System.CommandLine;
using System.Runtime.InteropServices;
using Capsules.Kernel;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook lab</c>: opens the notebooks in Jupyter.</summary>
internal static class LabCommand
{
    internal static Command Create()
    {
        var command = new Command("lab", "Open notebooks/ in JupyterLab, or else in Jupyter Notebook, with the C# kernel. Further arguments go to Jupyter, such as --no-browser.")
        {
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction(result => Run([.. result.UnmatchedTokens]));
        return command;
    }

    private static async Task<int> Run(string[] arguments)
    {
        if (new[] { "lab", "notebook" }.FirstOrDefault(program => Tool.Output("jupyter", program, "--version") is not null) is not { } program)
        {
            Console.Error.WriteLine("Jupyter is not on the path. `pip install jupyterlab` or `sudo apt install jupyter-notebook` brings it; VS Code opens the notebooks without it.");
            return 1;
        }
        if (KernelSpec.Installed() is null && KernelCommand.Install(prefix: null) is > 0 and var code) return code;
        // Ctrl-C is for Jupyter, which asks before it ends.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        return await Tool.Run(Path.Combine(Repository.Root, "notebooks"), "jupyter", [program, .. arguments]);
    }
}
