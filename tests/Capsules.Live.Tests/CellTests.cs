using Capsules.Data;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Runner;
using Capsules.Networks;
using TorchSharp;

namespace Capsules.Live.Tests;

/// <summary>The page in a notebook's cell, and its C# in another, run by the kernel's engine in a process of its own.</summary>
[Collection("live")]
public sealed class CellTests(LiveFixture live) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-live-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("iterations=7&sharpness=2&softmax=lower&squash=sabour&image=9&turn=20&shear=-12.5&scale=1.1&right=2.5&down=-3")]
    [InlineData("routing=em&iterations=4&priors=off&ink=QQwQ.wQcw")]
    [InlineData("routing=uniform&image=3")]
    public async Task TheExportedCodeComputesTheSameNorms(string query)
    {
        using var model = new LiveModel(live.Network, live.Images);
        var knobs = Knobs.Parse(query, model.Start, live.Images.Count);
        var weights = Path.Combine(folder, "network.safetensors");
        StateFile.Save(live.Network, weights);

        using var cells = CellProcess.Start(folder);
        await Run(cells, 1, $"""
            #r "{Library("Capsules")}"
            using Capsules.Data;
            using Capsules.Networks;
            var model = new CapsNet(CapsNetOptions.AffNist with {"{"} RoutingLayers = 2 {"}"});
            StateFile.Load(model, @"{weights}");
            var images = AffNist.Load(Split.Test, count: 60);
            """);
        var code = knobs.ToCSharp(new LiveNames()).Replace("../lib/Capsules.Live/bin/Capsules.Live.dll", Library("Capsules.Live"));
        await Run(cells, 2, code);
        var (_, result) = await Run(cells, 3, "string.Join(' ', output.ClassNorms[0].detach().data<float>().ToArray().Select(norm => norm.ToString(\"R\", System.Globalization.CultureInfo.InvariantCulture)))");
        var norms = ((string)result.Value!["text/plain"]!).Split(' ').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal((await model.Answer(knobs)).Tree.Norms[^1], norms, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public async Task ACellShowsAFrameThatIsServedBesideAPicture()
    {
        using var cells = CellProcess.Start(folder);
        var (output, result) = await Run(cells, 1, Show("iterations=2"));
        var html = Assert.Single(output.Select(display => (string?)display.Data["text/html"]), html => html?.Contains("<iframe") == true)!;
        Assert.NotNull(result.Value!["application/vnd.plotly.v1+json"]);
        var address = System.Net.WebUtility.HtmlDecode(html.Split("src=\"")[1].Split('"')[0]);
        Assert.Contains("iterations=2", address, StringComparison.Ordinal);
        using var client = new HttpClient();
        Assert.Contains("<title>Live", await client.GetStringAsync(address), StringComparison.Ordinal);

        // The same cell again: the first page's server has gone, the second's is there.
        await Run(cells, 2, "Live.Show(model, images)");
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
        {
            for (var k = 0; k < 50; k++, await Task.Delay(100)) await client.GetStringAsync(address);
        });
    }

    [Fact]
    public async Task WithoutAFrontEndThereIsOnlyThePicture()
    {
        using var cells = CellProcess.Start(folder, new Dictionary<string, string> { [Live.Headless] = "1" });
        var (output, result) = await Run(cells, 1, Show(""));
        Assert.Empty(output);
        Assert.Contains("./workbook live", result.Value!["application/vnd.plotly.v1+json"]!["layout"]!["title"]!["text"]!.ToString().Replace("<br>", " "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStateThatCannotBeIsAnErrorOfTheCell()
    {
        using var cells = CellProcess.Start(folder);
        var recorded = new Recorded();
        var result = await cells.ExecuteAsync(Show("iterations=0"), 1, recorded);
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

    private static async Task<(IReadOnlyList<DisplayData> Output, CellResult Result)> Run(CellProcess cells, int count, string code)
    {
        var output = new Recorded();
        var result = await cells.ExecuteAsync(code, count, output).WaitAsync(TimeSpan.FromSeconds(120));
        Assert.Null(result.Error is { } error ? string.Join('\n', error.Traceback) : null);
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
