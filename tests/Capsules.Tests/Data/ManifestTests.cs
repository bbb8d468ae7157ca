using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataManifestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private const string Good = """
        { "sets": [ { "name": "toy", "title": "T", "license": "L", "citation": "C", "home": "H", "downloads": [
          { "addresses": ["https://example.org/a.bin"], "files": [ { "path": "a.bin" } ] } ] } ] }
        """;

    private string Refusal(string json)
    {
        File.WriteAllText(_folder["manifest.json"], json);
        return Assert.Throws<InvalidDataException>(() => DataManifest.Load(_folder["manifest.json"])).Message;
    }

    [Fact]
    public void RepositorysListIsWholeAndEverySetSaysWhoseItIs()
    {
        var manifest = DataManifest.Load();
        Assert.Equal(["mnist", "affnist", "cifar10", "smallnorb", "sst", "gpt2", "gpt2-large", "heinsen", "minilm"], manifest.Sets.Select(set => set.Name));
        Assert.All(manifest.Sets, set => Assert.All((string[])[set.Title, set.License, set.Citation, set.Home], text => Assert.NotEmpty(text)));
        Assert.All(manifest.Sets.Where(set => set.Name is not ("affnist" or "gpt2-large")), set => Assert.All(set.Downloads, download => Assert.True(download.HasSum)));
        Assert.Contains("There are: mnist, affnist", Assert.Throws<KeyNotFoundException>(() => manifest["imagenet"]).Message);
    }

    [NeedsData("mnist", "train-images-idx3-ubyte.gz")]
    public void SumsOfMnistAreThoseOfTheRealFiles()
    {
        string root = Path.GetDirectoryName(NeedsDataAttribute.Folder("mnist"))!;
        foreach (var (file, check) in new DataInstaller(root).Verify(DataManifest.Load()["mnist"]))
            Assert.True(check == DataCheck.Right, $"{file.Path}: {check}");
    }

    [NeedsData("sst", "trees/train.txt")]
    public void SumsOfTheTreebankAreThoseOfTheRealFiles()
    {
        string root = Path.GetDirectoryName(NeedsDataAttribute.Folder("sst", "trees/train.txt"))!;
        foreach (var (file, check) in new DataInstaller(root).Verify(DataManifest.Load()["sst"]))
            Assert.True(check == DataCheck.Right, $"{file.Path}: {check}");
    }

    [Theory]
    [InlineData("\"a.bin\" }", "\"../a.bin\" }", "'../a.bin' is no place inside its folder")]
    [InlineData("\"a.bin\" }", "\"/etc/a\" }", "'/etc/a' is no place inside its folder")]
    [InlineData("https://example.org", "file:///etc", "is no http, https, npm or nuget address")]
    [InlineData("\"toy\"", "\"../toy\"", "'../toy' is no name")]
    [InlineData("\"a.bin\" }", "\"a.bin\", \"sha256\": \"12\" }", "'12' is no sha256")]
    [InlineData("\"a.bin\" }", "\"a.bin\" }, { \"path\": \"b.bin\" }", "cannot bring 2 files")]
    [InlineData("\"title\": \"T\", ", "", "title")]
    [InlineData("\"home\"", "\"hom\"", "hom")]
    [InlineData("\"files\"", "\"unpack\": \"rar\", \"files\"", "unpack")]
    [InlineData("{ \"sets\"", "[ \"sets\"", "manifest.json")]
    public void BadListIsRefusedWithWhatIsWrong(string find, string replace, string says)
    {
        File.WriteAllText(_folder["manifest.json"], Good);
        Assert.Equal("toy", Assert.Single(DataManifest.Load(_folder["manifest.json"]).Sets).Name);
        Assert.Contains(says, Refusal(Good.Replace(find, replace)));
    }
}
