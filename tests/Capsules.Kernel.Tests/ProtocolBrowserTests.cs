using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Capsules.Kernel.Tests;

/// <summary>Jupyter Notebook 6 in headless Chromium: what a person sees and clicks.</summary>
public sealed class ProtocolBrowserTests(JupyterEnvironment jupyter) : IClassFixture<JupyterEnvironment>
{
    private static readonly string[] _cells =
    [
        $"#r \"{Path.Combine(JupyterEnvironment.Root, "lib", "Capsules", "bin", "Capsules.dll")}\"\nusing Capsules.Plots;\nvar kept = 42;",
        "Plot.Lines([new Series(\"routed\", [0.2, 0.5, 0.9]), new Series(\"uniform\", [0.2, 0.3, 0.3])], \"iteration\", \"coupling\", \"Two lines\")",
        "Plot.Bars([\"a\", \"b\"], [new Series(\"norm\", [0.2, 0.7])], \"capsule\", \"norm\", \"Bars\")",
        "Console.WriteLine(\"all cells ran\");",
        "Console.WriteLine(\"running\");\nwhile (true) { }",
        "Console.WriteLine($\"kept: {kept}\");",
    ];

    [BrowserFact]
    public async Task ChartsAreDrawnACellIsInterruptedAndTheKernelRestarts()
    {
        var folder = Directory.CreateDirectory(Path.Combine(jupyter.Folder, "browser")).FullName;
        File.WriteAllText(Path.Combine(folder, "charts.ipynb"), Notebook().ToJsonString());
        var port = ProtocolKernel.FreePorts(1)[0];
        using var server = jupyter.Start(
            "/usr/bin/jupyter-notebook",
            ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={port}", "--NotebookApp.token=", "--NotebookApp.password=", $"--notebook-dir={folder}"],
            folder);
        try
        {
            var log = server.StandardError.ReadToEndAsync();
            _ = server.StandardOutput.ReadToEndAsync();
            await Listening(server, port);
            var screenshots = Environment.GetEnvironmentVariable("CAPSULES_SCREENSHOTS") is { Length: > 0 } kept ? Directory.CreateDirectory(kept).FullName : folder;
            var (exitCode, output) = jupyter.Run("node", ["notebook.mjs", $"http://127.0.0.1:{port}/notebooks/charts.ipynb", screenshots], BrowserFactAttribute.Folder);
            server.Kill(entireProcessTree: true);
            Assert.True(exitCode == 0, output + await log);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static async Task Listening(Process server, int port)
    {
        for (var tries = 0; tries < 300 && !server.HasExited; tries++)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync("127.0.0.1", port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }
        Assert.Fail("Jupyter Notebook did not start.");
    }

    private static JsonObject Notebook() => new()
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 4,
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["name"] = KernelSpec.Name, ["display_name"] = KernelSpec.DisplayName, ["language"] = "C#" },
        },
        ["cells"] = new JsonArray([.. _cells.Select(code => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code", ["execution_count"] = null, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = code,
        })]),
    };
}

/// <summary>A fact skipped, with the reason, where Jupyter Notebook, Chromium or playwright-core is not to be had.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = JupyterEnvironment.WhyNot("notebook") ?? WhyNoBrowser();

    internal static string Folder { get; } = Path.Combine(JupyterEnvironment.Root, "tests", "Capsules.Kernel.Tests", "browser");

    private static string? WhyNoBrowser()
    {
        if (!File.Exists("/usr/bin/chromium")) return "there is no /usr/bin/chromium; the Debian packages are listed in tests/apt-packages.txt";
        if (!File.Exists(Path.Combine(JupyterEnvironment.Root, "lib", "Capsules", "bin", "Capsules.dll"))) return "lib/Capsules is not built";
        return Directory.Exists(Path.Combine(Folder, "node_modules", "playwright-core")) || Install() ? null : "npm could not install playwright-core";
    }

    private static bool Install()
    {
        try
        {
            using var npm = Process.Start(new ProcessStartInfo("npm", ["ci", "--silent", "--no-audit", "--no-fund"]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            _ = npm.StandardOutput.ReadToEndAsync();
            npm.StandardError.ReadToEnd();
            npm.WaitForExit();
            return npm.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
