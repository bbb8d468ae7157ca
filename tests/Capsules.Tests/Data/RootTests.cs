using Capsules.Data;

namespace Capsules.Tests;

/// <summary>Tests that change the environment of the process, so that no other test may run beside them.</summary>
[CollectionDefinition("environment", DisableParallelization = true)]
public sealed class EnvironmentCollection;

[Collection("environment")]
public sealed class DataRootTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string? before = Environment.GetEnvironmentVariable(DataRoot.Variable);

    public DataRootTests() => Environment.SetEnvironmentVariable(DataRoot.Variable, folder.Path);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(DataRoot.Variable, before);
        folder.Dispose();
    }

    [Fact]
    public void VariableNamesTheFolder()
    {
        Directory.CreateDirectory(folder["mnist"]);
        Assert.Equal(folder.Path, DataRoot.Folder);
        Assert.Equal(folder["mnist"], DataRoot.Find("mnist"));
        Assert.Null(DataRoot.Find("cifar10"));
    }

    [Fact]
    public void VariableThatNamesNoFolderIsAnError()
    {
        Environment.SetEnvironmentVariable(DataRoot.Variable, folder["gone"]);
        Assert.Contains("gone", Assert.Throws<DirectoryNotFoundException>(() => Mnist.Load()).Message);
    }

    [Fact]
    public void WithoutTheVariableItIsDataAtTheTopOfTheRepository()
    {
        Environment.SetEnvironmentVariable(DataRoot.Variable, null);
        Assert.Equal(Path.Combine(DataRoot.RepositoryRoot!, "data"), DataRoot.Folder);
        Assert.True(File.Exists(Path.Combine(DataRoot.RepositoryRoot!, "Capsules.Notebooks.sln")));
    }

    [Fact]
    public void AbsentMnistBecomesGeneratedDigitsThatSaySo()
    {
        var digits = Mnist.Load(count: 4);
        Assert.True(digits.IsGenerated);
        Assert.Equal("GENERATED synthetic digits, seed 7: no MNIST in $CAPSULES_DATA; fetch it with `./workbook data get mnist` ($CAPSULES_OFFLINE is set)", digits.Source);
        Assert.StartsWith("GENERATED colored shapes, seed 7: no CIFAR-10", Cifar10.Load(count: 1).Source);
        Assert.DoesNotContain("no MNIST", GeneratedDigits.Create(count: 1).Source);
    }

    [Fact]
    public void SourceNamesRealFilesFromTheDataFolderSoThatItReadsAlikeEverywhere()
    {
        Directory.CreateDirectory(folder["mnist"]);
        DataFiles.WriteMnist(folder["mnist"], 10);
        Assert.Equal("MNIST (10 handwritten digits) from $CAPSULES_DATA/mnist/train-images-idx3-ubyte", Mnist.Load().Source);
    }

    [Fact]
    public void EmptyMnistFolderIsAnErrorAndNotGeneratedDigits()
    {
        Directory.CreateDirectory(folder["mnist"]);
        Assert.Contains("which is empty", Assert.Throws<FileNotFoundException>(() => Mnist.Load()).Message);
    }
}
