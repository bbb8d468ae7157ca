using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Tests that draw the same random numbers twice: the generator is the process's.</summary>
[CollectionDefinition("generator", DisableParallelization = true)]
public sealed class GeneratorCollection;

[Collection("generator")]
public sealed class ATrainedNetwork : IDisposable
{
    private static readonly ImageSet Digits = GeneratedDigits.Create(Split.Train, 32, 7);

    private readonly TemporaryFolder folder = new();
    private readonly List<string> said = [];
    private int steps;

    private static NetworkRecipe Recipe { get; } = new(
        CapsNetOptions.AffNist with { Capsules = 4, Dim = 4, RoutingLayers = 2, Decoder = false }, new Rba(new RbaOptions(2)),
        new TrainOptions(Epochs: 2, TargetAccuracy: null),
        new Batches(Digits, 16, placement: new Placement()), new Batches(Digits.Take(8), 8, placement: new Placement()), Seed: 3);

    private string Kept => folder[Recipe.FileName];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void IsTrainedOnceAndFoundWithTheSameWeightsAndGeneratorAfterwards()
    {
        using var scope = NewDisposeScope();
        var first = Get(Recipe);
        var after = rand(4).data<float>().ToArray();
        Assert.Equal((4, false), (steps, first.Found));
        Assert.StartsWith("Trained just now", first.Origin);
        Assert.Contains("(GENERATED)", first.Origin);
        Assert.Contains("64 training images", first.Origin);

        var again = Get(Recipe);
        Assert.Equal((4, true), (steps, again.Found));
        Assert.StartsWith("From ", again.Origin);
        Assert.Contains(Recipe.FileName, again.Origin);
        Assert.Equal(after, rand(4).data<float>().ToArray());
        Assert.Equal(first.Result.Epochs, again.Result.Epochs);
        Assert.False(again.Model.training);
        AssertSame(first.Model, again.Model);
        Assert.Empty(said);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void OfTheSameRecipeIsTheSameWhereverItIsTrained()
    {
        var first = Get(Recipe);
        File.Delete(Kept);
        AssertSame(first.Model, Get(Recipe).Model);
        Assert.Equal(8, steps);
    }

    public static TheoryData<string> Parts => ["seed", "routing", "gradient", "network", "training", "images", "pixels", "placement", "validation"];

    [Theory]
    [MemberData(nameof(Parts))]
    public void OfAnotherRecipeLiesInAnotherFile(string part)
    {
        var pixels = Digits.Pixels.ToArray();
        pixels[1234]++;
        var touched = new ImageSet(Digits.Name, pixels, Digits.Labels, 1, Digits.Height, Digits.Width, Digits.ClassNames, Digits.Source, true);
        var other = part switch
        {
            "seed" => Recipe with { Seed = 4 },
            "routing" => Recipe with { Routing = new UniformRouting() },
            "gradient" => Recipe with { Routing = new Rba(new RbaOptions(2, RoutingGradient.LastIteration)) },
            "network" => Recipe with { Network = Recipe.Network with { InitialStd = 0.5 } },
            "training" => Recipe with { Training = Recipe.Training with { Epochs = 3 } },
            "images" => Recipe with { Train = new Batches(Digits.Take(16), 16, placement: new Placement()) },
            "pixels" => Recipe with { Train = new Batches(touched, 16, placement: new Placement()) },
            "placement" => Recipe with { Train = new Batches(Digits, 16, placement: new Placement(Seed: 8)) },
            _ => Recipe with { Validation = new Batches(Digits.Take(9), 8, placement: new Placement()) },
        };
        Assert.NotEqual(Recipe.FileName, other.FileName);
        Assert.Equal(Recipe.FileName, (Recipe with { Train = new Batches(Digits, 16, placement: new Placement()) }).FileName);
        Assert.Equal(Recipe.FileName, (Recipe with { Train = new Batches(Digits with { Source = "another folder" }, 16, placement: new Placement()) }).FileName);
    }

    [Theory]
    [InlineData("cut short")]
    [InlineData("one bit")]
    [InlineData("no network")]
    [InlineData("empty")]
    public void OfADamagedFileIsRefusedSaidAndTrainedAnew(string damage)
    {
        var first = Get(Recipe);
        var content = File.ReadAllBytes(Kept);
        if (damage == "one bit") content[^100] ^= 1;
        File.WriteAllBytes(Kept, damage switch { "cut short" => content[..^50], "no network" => new byte[400], "empty" => [], _ => content });
        var again = Get(Recipe);
        Assert.Equal((8, false), (steps, again.Found));
        Assert.Contains("damaged", Assert.Single(said));
        Assert.Contains(Recipe.FileName, said[0]);
        AssertSame(first.Model, again.Model);
        Assert.True(Get(Recipe).Found);
    }

    [Fact]
    public void OfAnotherBuildOfTheLibraryIsTrainedAnewInTheSameFile()
    {
        Get(Recipe);
        Rewrite(metadata => metadata["library"] = "another");
        Assert.False(Get(Recipe).Found);
        Assert.Contains("another build", Assert.Single(said));
        Assert.True(Get(Recipe).Found);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void WithOtherFiguresThanThoseWrittenIsRefused()
    {
        Get(Recipe);
        Rewrite(metadata => metadata["result"] = metadata["result"].Replace("\"Epoch\":2", "\"Epoch\":7", StringComparison.Ordinal));
        Assert.False(Get(Recipe).Found);
    }

    [Fact]
    public void IsOpenedWithoutItsRecipeWithTheRoutingItWasTrainedWith()
    {
        using var scope = NewDisposeScope();
        var kept = Get(Recipe with { Routing = new Rba(new RbaOptions(2, Softmax: SoftmaxOver.Lower)) });
        var opened = TrainedNetwork.Open(Directory.GetFiles(folder.Path).Single());
        Assert.Equal((kept.Model.Options, kept.Model.Routing.Description, false), (opened.Options, opened.Routing.Description, opened.training));
        AssertSame(kept.Model, opened);
        Get(Recipe with { Routing = new UniformRouting(SquashKind.Sabour) });
        Assert.Contains("uniform routing, Sabour's squash", Directory.GetFiles(folder.Path).Select(file => TrainedNetwork.Open(file).Routing.Description));
    }

    [Fact]
    public void IsNotLostWhereItsFolderCannotBeWritten()
    {
        File.WriteAllText(folder["file"], "");
        var network = TrainedNetwork.Get(Recipe, folder: folder["file"], say: said.Add);
        Assert.Contains("Warning", Assert.Single(said));
        Assert.Contains("not kept", network.Origin);
        Assert.InRange(Trainer.Accuracy(network.Model, Recipe.Validation), 0, 1);
    }

    [Fact]
    public void IsNotLostOnAFullDisk()
    {
        if (!File.Exists("/dev/full")) return;
        File.CreateSymbolicLink(Kept + ".part", "/dev/full");
        var network = Get(Recipe);
        Assert.Contains("Warning", Assert.Single(said));
        Assert.Contains("not kept", network.Origin);
        Assert.False(File.Exists(Kept));
    }

    [Fact]
    public void IsNotKeptWhenItsTrainingIsCancelled()
    {
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(
            () => TrainedNetwork.Get(Recipe, _ => stop.Cancel(), folder: folder.Path, cancellation: stop.Token));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void LimitedByTimeIsRefused() =>
        Assert.Throws<ArgumentException>(() => Get(Recipe with { Training = Recipe.Training with { TimeLimit = TimeSpan.FromMinutes(1) } }));

    private TrainedNetwork Get(NetworkRecipe recipe) => TrainedNetwork.Get(recipe, _ => steps++, folder: folder.Path, say: said.Add);

    private void Rewrite(Action<Dictionary<string, string>> change)
    {
        Dictionary<string, string> metadata;
        (string Name, Tensor Value)[] tensors;
        using (var file = SafetensorsFile.Open(Kept))
        {
            metadata = new(file.Metadata);
            tensors = [.. file.Tensors.Values.Select(t => (t.Name, file.Load(t.Name)))];
        }

        change(metadata);
        SafetensorsWriter.Write(Kept, tensors, metadata);
    }

    private static void AssertSame(CapsNet one, CapsNet other)
    {
        foreach (var (a, b) in one.state_dict().Zip(other.state_dict()))
            Assert.True(a.Value.eq(b.Value).all().item<bool>(), $"{a.Key} differs");
    }
}
