using System.Text.Json.Nodes;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Commands;
using Capsules.Workbook.Publishing;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Tests;

public sealed class NewCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-new-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task ANewNotebookRunsAndShowsAChartThatItsKnobChanges()
    {
        var path = NewCommand.Write(Path.Combine(folder, "deep", "my \"idea\" v1.2"));
        Assert.Equal("my \"idea\" v1.2.ipynb", Path.GetFileName(path));
        Assert.NotEqual(await Couplings(path, "1"), await Couplings(path, "10"));
        Assert.Equal("my \"idea\" v1.2", NotebookHtml.Title(NotebookFile.Read(path)));
    }

    [Fact]
    public void AnotherNotebookIsNeverOverwritten()
    {
        var path = Path.Combine(folder, "mine.ipynb");
        File.WriteAllText(path, "mine");
        Assert.Contains(path, Assert.Throws<IOException>(() => NewCommand.Write(path)).Message);
        Assert.Equal("mine", File.ReadAllText(path));
    }

    private async Task<string> Couplings(string path, string iterations)
    {
        var output = Path.Combine(folder, "out");
        var options = new JobOptions { Output = output, Parameters = new Dictionary<string, string> { ["iterations"] = iterations } };
        Assert.Equal(0, await NotebookJob.RunAllAsync([path], options, CancellationToken.None));
        var charts = NotebookFile.Read(Path.Combine(output, Path.GetFileName(path))).Cells.Where(cell => cell.IsCode).SelectMany(cell => cell.Outputs)
            .Select(cell => cell?["data"]?["application/vnd.plotly.v1+json"]).OfType<JsonObject>();
        return Assert.Single(charts)["data"]!.ToJsonString();
    }
}
