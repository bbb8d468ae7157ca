using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using PuppeteerSharp;

namespace Capsules.Kernel.Tests;

/// <summary>Jupyter Notebook 6 in headless Chromium: what a person sees and clicks.</summary>
public sealed class ProtocolBrowserTests(JupyterEnvironment jupyter) : IClassFixture<JupyterEnvironment>
{
    private static readonly string[] Cells =
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
            _ = server.StandardError.ReadToEndAsync();
            _ = server.StandardOutput.ReadToEndAsync();
            await Listening(server, port);
            // Chromium's sandbox refuses to start as root.
            await using var browser = await Puppeteer.LaunchAsync(new() { ExecutablePath = BrowserFactAttribute.Chromium, Args = ["--no-sandbox"] });
            await using var page = await browser.NewPageAsync();
            page.DefaultTimeout = 180_000; // a machine that is busy with other tests
            await page.SetViewportAsync(new() { Width = 1100, Height = 1500 });
            await page.GoToAsync($"http://127.0.0.1:{port}/notebooks/charts.ipynb");
            await Use(page);
        }
        finally
        {
            server.Kill(entireProcessTree: true);
        }
    }

    private static async Task Use(IPage page)
    {
        const string idle = "() => window.Jupyter?.notebook?.kernel?.is_connected() && document.querySelector('.kernel_idle_icon')";
        Task Until(string function, params object[] arguments) =>
            page.WaitForFunctionAsync(function, new WaitForFunctionOptions { PollingInterval = 50 }, arguments);
        Task Shows(int cell, string text) =>
            Until("(cell, text) => document.querySelectorAll('.code_cell')[cell].querySelector('.output').textContent.includes(text)", cell, text);
        Task Run(int cell) => page.EvaluateFunctionAsync("cell => Jupyter.notebook.execute_cells([cell])", cell);

        await Until(idle);
        // All but the last two: one of those never ends by itself.
        await page.EvaluateExpressionAsync("Jupyter.notebook.execute_cell_range(0, 4)");
        await Shows(3, "all cells ran");
        await Until("() => document.querySelectorAll('.js-plotly-plot .main-svg:first-child').length === 2");
        Assert.Equal(2, await page.EvaluateExpressionAsync<int>("document.querySelector('.js-plotly-plot').querySelectorAll('.scatterlayer .trace path.js-line').length"));

        await Run(4);
        await Shows(4, "running");
        await page.ClickAsync("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
        await Until("() => document.querySelectorAll('.code_cell')[4].querySelector('.output_error')");
        await Run(5);
        await Shows(5, "kept: 42");

        await page.EvaluateExpressionAsync("Jupyter.notebook.clear_all_output()");
        await page.ClickAsync("button[data-jupyter-action='jupyter-notebook:confirm-restart-kernel']");
        await page.WaitForSelectorAsync(".modal-dialog button.btn-danger", new() { Visible = true });
        await page.ClickAsync(".modal-dialog button.btn-danger");
        await Until("() => !document.querySelector('.modal-dialog')");
        await Until(idle);
        await Run(5);
        await Shows(5, "CS0103");
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
        ["cells"] = new JsonArray([.. Cells.Select(code => (JsonNode)new JsonObject
        {
            ["cell_type"] = "code", ["execution_count"] = null, ["metadata"] = new JsonObject(), ["outputs"] = new JsonArray(), ["source"] = code,
        })]),
    };
}

/// <summary>A fact skipped, with the reason, where Jupyter Notebook or Chromium is not to be had.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    internal const string Chromium = "/usr/bin/chromium";

    public BrowserFactAttribute() => Skip = JupyterEnvironment.WhyNot("notebook")
        ?? (!File.Exists(Chromium) ? $"there is no {Chromium}; the Debian packages are listed in tests/apt-packages.txt"
            : !File.Exists(Path.Combine(JupyterEnvironment.Root, "lib", "Capsules", "bin", "Capsules.dll")) ? "lib/Capsules is not built" : null);
}
