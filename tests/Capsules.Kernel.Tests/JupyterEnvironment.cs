using System.Diagnostics;

namespace Capsules.Kernel.Tests;

/// <summary>A theory skipped where Debian's Python lacks a package that it drives the kernel with.</summary>
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute(params string[] modules) => Skip = JupyterEnvironment.WhyNot(modules);
}

/// <summary>A fact skipped where Debian's Python lacks a package that it drives the kernel with.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute(params string[] modules) => Skip = JupyterEnvironment.WhyNot(modules);
}

/// <summary>A Jupyter configuration of its own, in which this kernel is the only one.</summary>
public sealed class JupyterEnvironment : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jupyter");

    public JupyterEnvironment() =>
        KernelSpec.Install(Path.Combine(Root, "lib", "Capsules.Kernel", "bin", "Capsules.Kernel.dll"), Folder);

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    public static string PythonFolder => Path.Combine(Root, "tests", "Capsules.Kernel.Tests", "python");

    public string Folder => folder.FullName;

    /// <summary>What keeps Debian's Python from using some modules; null where nothing does.</summary>
    public static string? WhyNot(params string[] modules)
    {
        var missing = modules.Where(m => !HasModule(m)).ToArray();
        return missing.Length == 0 ? null
            : $"/usr/bin/python3 has no {string.Join(", ", missing)}; the Debian packages are listed in tests/apt-packages.txt";
    }

    /// <summary>Runs a program to its end, at most ten minutes: its exit code, and all it wrote.</summary>
    public (int ExitCode, string Output) Run(string program, IEnumerable<string> arguments, string workingFolder)
    {
        using var process = Start(program, arguments, workingFolder);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(10))) process.Kill(entireProcessTree: true);
        return (process.ExitCode, output.Result + errors.Result);
    }

    /// <summary>Starts a program that sees this kernel and no other.</summary>
    public Process Start(string program, IEnumerable<string> arguments, string workingFolder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["JUPYTER_PATH"] = Path.Combine(Folder, "share", "jupyter");
        start.Environment["JUPYTER_DATA_DIR"] = Path.Combine(Folder, "data");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(Folder, "config");
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(Folder, "runtime");
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        return Process.Start(start)!;
    }

    public void Dispose() => folder.Delete(recursive: true);

    private static bool HasModule(string name)
    {
        if (!File.Exists("/usr/bin/python3")) return false;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"import {name}"]) { RedirectStandardError = true })!;
        python.StandardError.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0;
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Capsules.Notebooks.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
