using Capsules.Data;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Runner;
using Capsules.Networks;
using TorchSharp;

namespace Capsules.Live.Tests;

/// <summary>A notebook's cells: the kernel's engine in a process of its own, started once, with the library loaded.</summary>
public sealed class Notebook : IDisposable
{
    private readonly Lazy<CellProcess> cells;
    private int count;

    public Notebook()
        : this(null)
    {
    }

    internal Notebook(Dictionary<string, string>? variables) => cells = new(() => CellProcess.Start(Folder, variables));

    public string Folder { get; } = Directory.CreateTempSubdirectory("capsules-live-").FullName;

    public void Dispose()
    {
        if (cells.IsValueCreated) cells.Value.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Runs a cell that must not fail.</summary>
    internal async Task<(IReadOnlyList<DisplayData> Output, CellResult Result)> Run(string code)
    {
        var (output, result) = await Try(code);
        Assert.Null(result.Error is { } error ? string.Join('\n', error.Traceback) : null);
        return (output, result);
    }

    internal async Task<(IReadOnlyList<DisplayData> Output, CellResult Result)> Try(string code)
    {
        var output = new Recorded();
        var result = await cells.Value.ExecuteAsync(code, ++count, output).WaitAsync(TimeSpan.FromSeconds(120));
        return (output.Displays, result);
    }

    private sealed class Recorded : IOutput
    {
        public List<DisplayData> Displays { get; } = [];

        public void Show(CellEvent shown)
        {
            if (shown is DisplayData { IsUpdate: false } display)
                lock (Displays) Displays.Add(display);
        }
    }
}

/// <summary>The page in a notebook's cell, and its C# in another.</summary>
[Collection("live")]
public sealed class CellTests(LiveFixture live, Notebook notebook) : IClassFixture<Notebook>
{
    [Theory]
    [InlineData("iterations=7&sharpness=2&softmax=lower&squash=sabour&image=9&turn=20&shear=-12.5&scale=1.1&right=2.5&down=-3")]
    [InlineData("routing=em&iterations=4&priors=off&ink=QQwQ.wQcw")]
    [InlineData("routing=uniform&image=3")]
    public async Task TheExportedCodeComputesTheSameNorms(string query)
    {
        using var model = new LiveModel(live.Network, live.Images);
        var knobs = Knobs.Parse(query, model.Start, live.Images.Count);
        var weights = Path.Combine(notebook.Folder, "network.safetensors");
        StateFile.Save(live.Network, weights);

        await notebook.Run($"""
            #r "{Library("Capsules")}"
            using Capsules.Data;
            using Capsules.Networks;
            var model = new CapsNet(CapsNetOptions.AffNist with {"{"} RoutingLayers = 2 {"}"});
            StateFile.Load(model, @"{weights}");
            var images = AffNist.Load(Split.Test, count: 60);
            """);
        var code = knobs.ToCSharp(new LiveNames()).Replace("../lib/Capsules.Live/bin/Capsules.Live.dll", Library("Capsules.Live"));
        await notebook.Run(code);
        var (_, result) = await notebook.Run("string.Join(' ', output.ClassNorms[0].detach().data<float>().ToArray().Select(norm => norm.ToString(\"R\", System.Globalization.CultureInfo.InvariantCulture)))");
        var norms = ((string)result.Value!["text/plain"]!).Split(' ').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((await model.Answer(knobs)).Tree.Norms[^1], norms, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public async Task ACellShowsAFrameThatIsServedBesideAPicture()
    {
        var (output, result) = await notebook.Run(Show("iterations=2"));
        var html = Assert.Single(output.Select(display => (string?)display.Data["text/html"]), html => html?.Contains("<iframe") == true)!;
        Assert.NotNull(result.Value!["application/vnd.plotly.v1+json"]);
        var address = System.Net.WebUtility.HtmlDecode(html.Split("src=\"")[1].Split('"')[0]);
        Assert.Contains("iterations=2", address, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Contains("<title>Live", await client.GetStringAsync(address), StringComparison.Ordinal);

        // The same cell again: the first page's server has gone, the second's is there.
        await notebook.Run("Live.Show(model, images)");
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            for (var k = 0; k < 50; k++, await Task.Delay(100)) await client.GetStringAsync(address);
        });
    }

    [Fact]
    public async Task WithoutAFrontEndThereIsOnlyThePicture()
    {
        using var headless = new Notebook(new() { [Live.Headless] = "1" });
        var (output, result) = await headless.Run(Show(""));
        Assert.Empty(output);
        Assert.Contains("./workbook live", result.Value!["application/vnd.plotly.v1+json"]!["layout"]!["title"]!["text"]!.ToString().Replace("<br>", " "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStateThatCannotBeIsAnErrorOfTheCell()
    {
        var (_, result) = await notebook.Try(Show("iterations=0"));
        Assert.Contains("iterations is '0'; it must be a whole number from 1 to 20", result.Error!.Message, StringComparison.Ordinal);
    }

    private static string Show(string state) => $"""
        #r "{Library("Capsules")}"
        #r "{Library("Capsules.Live")}"
        using Capsules.Data;
        using Capsules.Live;
        using Capsules.Networks;
        var model = new CapsNet(new CapsNetOptions(Capsules: 4, Dim: 4, RoutingLayers: 2));
        var images = Mnist.Load(Split.Test, count: 20);
        Live.Show(model, images, "{state}")
        """;

    private static string Library(string name) => Path.Combine(DataRoot.Repository, "lib", name, "bin", $"{name}.dll").Replace('\\', '/');
}
