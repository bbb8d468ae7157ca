using System.Text.Json.Nodes;
using Capsules.Kernel;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Doctor;

/// <summary>The kernel, and the programs that open notebooks.</summary>
internal static class FrontEndChecks
{
    private static readonly string[] Extensions = ["ms-toolsai.jupyter", "ms-dotnettools.csharp"];

    public static Check Kernel()
    {
        try
        {
            return KernelSpec.Installed() switch
            {
                null => new("kernel", "not installed for VS Code and Jupyter", "./workbook kernel install"),
                var kernel when !File.Exists(kernel) => new("kernel", $"{KernelSpec.Folder(null)} runs {kernel}, which is not there", "./workbook kernel install"),
                _ => new("kernel", $"{KernelSpec.DisplayName} in {KernelSpec.Folder(null)}"),
            };
        }
        catch (InvalidDataException e)
        {
            return new("kernel", e.Message, "./workbook kernel install");
        }
    }

    /// <summary>Whether Jupyter looks where the kernel is: its data folders may be others than this person's.</summary>
    public static Check Jupyter()
    {
        if (Tool.Output("jupyter", "--paths", "--json") is not { } paths)
            return new("Jupyter", "none; VS Code does without, `./workbook lab` needs it", "pip install jupyterlab, or sudo apt install jupyter-notebook", Needed: false);
        var found = JsonNode.Parse(paths)?["data"]?.AsArray().Select(folder => Path.Combine((string)folder!, "kernels", KernelSpec.Name)).FirstOrDefault(Directory.Exists);
        return found is not null ? new("Jupyter", $"finds the kernel in {found}") : new("Jupyter", "does not find the kernel", "./workbook kernel install");
    }

    /// <summary>VS Code finds the kernel where Jupyter does, once it has the extensions.</summary>
    public static Check VsCode()
    {
        if (Tool.Output("code", "--list-extensions") is not { } list) return new("VS Code", "`code` is not on the path, or does not answer", "https://code.visualstudio.com", Needed: false);
        string[] missing = [.. Extensions.Except(list.Split('\n', StringSplitOptions.TrimEntries), StringComparer.OrdinalIgnoreCase)];
        return missing.Length == 0 ? new("VS Code", string.Join(", ", Extensions))
            : new("VS Code", $"lacks {string.Join(", ", missing)}", string.Join(" && ", missing.Select(name => $"code --install-extension {name}")), Needed: false);
    }
}
