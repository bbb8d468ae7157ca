using Capsules.Data;
using Capsules.Training;

namespace Capsules.Workbook.Tests;

public sealed class LiveCommandTests
{
    [Fact]
    public void ServesTheNetworkThatNotebook01Trains()
    {
        var recipe = NetworkRecipe.Notebook01();
        var notebook = File.ReadAllText(Path.Combine(DataRoot.Repository, "notebooks", "01-routing-dynamics.ipynb"));
        Assert.Contains(recipe.ToString().Split(" epochs of")[0], notebook, StringComparison.Ordinal);
        // On the same images the two have one file; generated digits are not the images of the committed notebook.
        if (!recipe.Train.Images.IsGenerated) Assert.Contains(recipe.FileName, notebook, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("absent.safetensors", "no such safetensors file")]
    [InlineData("README.md", "README.md")]
    public async Task RefusesAFileThatIsNoNetwork(string name, string sentence)
    {
        using var machine = new WorkbookProcess();
        var (code, output, error) = await machine.Run("live", "--no-browser", "--network", Path.Combine(DataRoot.Repository, name));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RefusesAPortThatIsNone()
    {
        using var machine = new WorkbookProcess();
        var (code, _, error) = await machine.Run("live", "--port", "70000");
        Assert.Equal(2, code);
        Assert.Contains("from 0 to 65535", error, StringComparison.Ordinal);
    }
}
