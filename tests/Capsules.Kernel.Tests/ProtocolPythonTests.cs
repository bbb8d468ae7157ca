using System.Diagnostics;

namespace Capsules.Kernel.Tests;

/// <summary>Skips where Debian's Python lacks a package these tests drive the kernel with.</summary>
internal sealed class PythonTheoryAttribute : TheoryAttribute
{
    public PythonTheoryAttribute(params string[] modules)
    {
        var missing = modules.Where(m => !JupyterEnvironment.HasModule(m)).ToArray();
        if (missing.Length > 0) Skip = $"/usr/bin/python3 has no {string.Join(", ", missing)}; the Debian packages are listed in tests/apt-packages.txt";
    }
}

/// <summary>Tests of latency and load, which others beside them would spoil.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;

/// <summary>The kernel driven by Jupyter's own client, which knows nothing of how it was made.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ProtocolPythonTests(JupyterEnvironment jupyter) : IClassFixture<JupyterEnvironment>
{
    [PythonTheory("jupyter_client", "zmq")]
    [InlineData("test_messages")]
    [InlineData("test_execution")]
    [InlineData("test_hostile")]
    [InlineData("test_lifecycle")]
    [InlineData("test_load")]
    public void ThePythonSuitePasses(string module)
    {
        var (exitCode, output) = jupyter.Run("/usr/bin/python3", ["-W", "ignore", "-m", "unittest", module], JupyterEnvironment.PythonFolder);
        Assert.True(exitCode == 0, output);
    }
}

/// <summary>A Jupyter configuration of its own, in which this kernel is the only one.</summary>
public sealed class JupyterEnvironment : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("jupyter");

    public JupyterEnvironment() =>
        KernelSpec.Install(Path.Combine(Root, "lib", "Capsules.Kernel", "bin", "Capsules.Kernel.dll"), _folder.FullName);

    /// <summary>The repository's root.</summary>
    public static string Root { get; } = FindRoot();

    public static string PythonFolder => Path.Combine(Root, "tests", "Capsules.Kernel.Tests", "python");

    public string Folder => _folder.FullName;

    public static bool HasModule(string name)
    {
        if (!File.Exists("/usr/bin/python3")) return false;
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", $"import {name}"]) { RedirectStandardError = true })!;
        python.StandardError.ReadToEnd();
        python.WaitForExit();
        return python.ExitCode == 0;
    }

    /// <summary>Runs a program to its end, at most ten minutes: its exit code, and all it wrote.</summary>
    public (int ExitCode, string Output) Run(string program, IEnumerable<string> arguments, string workingFolder)
    {
        using var process = Start(program, arguments, workingFolder);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(TimeSpan.FromMinutes(10))) process.Kill(entireProcessTree: true);
        return (process.ExitCode, output.Result + errors.Result);
    }

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

    public void Dispose() => _folder.Delete(recursive: true);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Capsules.Notebooks.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
