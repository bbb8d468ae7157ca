using System.Diagnostics;
using Capsules.Data;

namespace Capsules.Workbook.Tests;

/// <summary>The command line in a process of its own, on a machine made up for the test: a home, a path and data of its own.</summary>
internal sealed class WorkbookProcess : IDisposable
{
    private static readonly string Assembly = Path.Combine(DataRoot.Repository, "lib", "Capsules.Workbook", "bin", "Capsules.Workbook.dll");

    public WorkbookProcess()
    {
        foreach (var folder in (string[])["bin", "data", "home"]) Directory.CreateDirectory(Path.Combine(Folder, folder));
        Environment = new()
        {
            ["PATH"] = Path.Combine(Folder, "bin"),
            ["HOME"] = Path.Combine(Folder, "home"),
            ["JUPYTER_DATA_DIR"] = Jupyter,
            ["CHROMIUM"] = "",
            [DataRoot.Variable] = Path.Combine(Folder, "data"),
        };
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("capsules-machine-").FullName;

    public Dictionary<string, string> Environment { get; }

    public string Jupyter => Path.Combine(Folder, "home", "jupyter");

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    /// <summary>Puts a program on the path.</summary>
    public void Program(string name, string script)
    {
        var path = Path.Combine(Folder, "bin", name);
        File.WriteAllText(path, "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public Task<(int Code, string Output, string Error)> Run(params string[] arguments) => Start(System.Environment.ProcessPath!, [Assembly, .. arguments]);

    public async Task<(int Code, string Output, string Error)> Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in Environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

/// <summary>A fact about shell scripts.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute() => Skip = OperatingSystem.IsWindows() ? "the test puts shell scripts on the path" : null;
}
