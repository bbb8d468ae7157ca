using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataManifestTests
{
    [Fact]
    public void RepositorysListIsWholeAndEverySetSaysWhoseItIs()
    {
        var manifest = DataManifest.Load();
        Assert.Equal(["mnist", "affnist", "cifar10", "smallnorb", "sst", "gpt2", "gpt2-large", "heinsen", "minilm"], manifest.Sets.Select(set => set.Name));
        Assert.All(manifest.Sets, set => Assert.All((string[])[set.Title, set.License, set.Citation, set.Home], text => Assert.NotEmpty(text)));
        Assert.All(manifest.Sets.Where(set => set.Name is not ("affnist" or "gpt2-large")), set => Assert.All(set.Downloads, download => Assert.True(download.HasSum)));
        Assert.All(manifest.Sets.SelectMany(set => set.Files), file => Assert.Matches(@"^(\w[\w.-]*/)*\w[\w.-]*$", file.Path)); // inside the set's folder
        Assert.Contains("There are: mnist, affnist", Assert.Throws<KeyNotFoundException>(() => manifest["imagenet"]).Message);
    }

    [NeedsData("mnist", "train-images-idx3-ubyte.gz")]
    public void SumsOfMnistAreThoseOfTheRealFiles()
    {
        var root = Path.GetDirectoryName(NeedsDataAttribute.Folder("mnist"))!;
        foreach (var (file, check) in new DataInstaller(root).Verify(DataManifest.Load()["mnist"]))
            Assert.True(check == DataCheck.Right, $"{file.Path}: {check}");
    }

    [NeedsData("sst", "trees/train.txt")]
    public void SumsOfTheTreebankAreThoseOfTheRealFiles()
    {
        var root = Path.GetDirectoryName(NeedsDataAttribute.Folder("sst", "trees/train.txt"))!;
        foreach (var (file, check) in new DataInstaller(root).Verify(DataManifest.Load()["sst"]))
            Assert.True(check == DataCheck.Right, $"{file.Path}: {check}");
    }
}
