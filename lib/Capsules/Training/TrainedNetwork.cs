using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>A network trained once and kept in a file, so that the next notebook that asks for the same one has it at once.</summary>
/// <param name="Origin">Whether it was trained just now or found, where, and how it was made: to be printed.</param>
public sealed record TrainedNetwork(CapsNet Model, TrainResult Result, string Origin, bool Found)
{
    /// <summary>What a kept file says that it is.</summary>
    internal const string Format = "capsules network 1";

    /// <summary>The network of a recipe: found where it was kept, otherwise trained and kept.</summary>
    /// <remarks>The random generator is left as <c>manual_seed(recipe.Seed)</c> leaves it, so that what follows does not depend on whether
    /// the network was found.</remarks>
    /// <param name="folder">Where networks are kept; <c>generated/</c> of <see cref="DataRoot.Folder"/> where null.</param>
    /// <param name="say">Called with the reason why a file was refused or could not be written; the console where null.</param>
    /// <exception cref="ArgumentException">The training is limited by time.</exception>
    /// <exception cref="ArithmeticException">The loss or a gradient is no longer finite; the message names the layer.</exception>
    public static TrainedNetwork Get(
        NetworkRecipe recipe, Action<TrainProgress>? progress = null, Action<EpochResult>? epochDone = null, string? folder = null,
        Action<string>? say = null, CancellationToken cancellation = default)
    {
        if (recipe.Training.TimeLimit is not null)
            throw new ArgumentException("a network to keep is trained for a number of epochs, not for a time: the same recipe must give the same network", nameof(recipe));
        say ??= Console.WriteLine;
        var words = recipe.Fingerprint();
        var path = Path.Combine(folder ?? Path.Combine(DataRoot.Folder, "generated"), NetworkRecipe.FileNameOf(words));
        var network = Find(recipe, words, path, say) ?? Train(recipe, words, path, progress, epochDone, say, cancellation);
        network.Model.eval();
        manual_seed(recipe.Seed);
        return network;
    }

    /// <summary>The network in a file that <see cref="Get"/> kept, without its recipe: in evaluation mode, with the routing it was trained with.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">It is no such file, or damaged; the message says what is wrong.</exception>
    public static CapsNet Open(string path)
    {
        var metadata = Metadata(path);
        IVoteRouting routing = metadata.TryGetValue("uniform", out var squash)
            ? new UniformRouting(Enum.Parse<SquashKind>(squash))
            : new Rba(JsonSerializer.Deserialize<RbaOptions>(Expect(metadata, "rba")));
        var model = new CapsNet(JsonSerializer.Deserialize<CapsNetOptions>(Expect(metadata, "sizes")), routing);
        Fill(model, path, metadata);
        model.eval();
        return model;
    }

    private static TrainedNetwork? Find(NetworkRecipe recipe, IReadOnlyDictionary<string, string> words, string path, Action<string> say)
    {
        if (!File.Exists(path)) return null;
        try
        {
            var metadata = Metadata(path);
            if (Expect(metadata, "library") != Library)
            {
                say($"{DataRoot.Show(path)} was made by another build of this library: training anew.");
                return null;
            }

            foreach (var (key, mine) in words)
                if (Expect(metadata, key) != mine) throw new InvalidDataException($"its {key} is not the one asked for");
            var model = Make(recipe);
            Fill(model, path, metadata);
            var result = JsonSerializer.Deserialize<TrainResult>(metadata["result"])!;
            return new TrainedNetwork(model, result, $"From {DataRoot.Show(path)}, trained with {recipe}: {Accuracy(recipe, result)}.", Found: true);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or JsonException or UnauthorizedAccessException)
        {
            say($"{DataRoot.Show(path)} is damaged and not used ({e.Message}): training anew.");
            return null;
        }
    }

    private static TrainedNetwork Train(
        NetworkRecipe recipe, IReadOnlyDictionary<string, string> words, string path, Action<TrainProgress>? progress,
        Action<EpochResult>? epochDone, Action<string> say, CancellationToken cancellation)
    {
        var model = Make(recipe);
        var result = new Trainer(model, recipe.Training).Fit(recipe.Train, recipe.Validation, progress, epochDone, cancellation);
        var kept = Keep(model, recipe, result, words, path, say) ? $"kept in {DataRoot.Show(path)}" : "not kept";
        return new TrainedNetwork(model, result, $"Trained just now with {recipe}: {Accuracy(recipe, result)}; {kept}.", Found: false);
    }

    // What was learned matters more than the file: failing to write it is no error.
    private static bool Keep(
        CapsNet model, NetworkRecipe recipe, TrainResult result, IReadOnlyDictionary<string, string> words, string path, Action<string> say)
    {
        var text = JsonSerializer.Serialize(result);
        var metadata = new Dictionary<string, string>(words)
        {
            ["format"] = Format,
            ["library"] = Library,
            ["result"] = text,
            ["sha256"] = Digest(model, text),
            ["sizes"] = JsonSerializer.Serialize(recipe.Network),
        };
        if (recipe.Routing is Rba rba) metadata["rba"] = JsonSerializer.Serialize(rba.Options);
        if (recipe.Routing is UniformRouting uniform) metadata["uniform"] = uniform.Squash.ToString();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            StateFile.Save(model, path, metadata: metadata);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            say($"Warning: the network could not be kept for other notebooks ({e.Message}); this one goes on with it.");
            return false;
        }
    }

    private static CapsNet Make(NetworkRecipe recipe)
    {
        manual_seed(recipe.Seed);
        var model = new CapsNet(recipe.Network, recipe.Routing);
        if (recipe.Device is { } device) model.to(device);
        return model;
    }

    private static IReadOnlyDictionary<string, string> Metadata(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (!file.Metadata.TryGetValue("format", out var format) || format != Format) throw new InvalidDataException("it is no trained network");
        return file.Metadata;
    }

    private static void Fill(CapsNet model, string path, IReadOnlyDictionary<string, string> metadata)
    {
        StateFile.Load(model, path);
        if (Expect(metadata, "sha256") != Digest(model, Expect(metadata, "result"))) throw new InvalidDataException($"{path}: checksum mismatch");
    }

    private static string Expect(IReadOnlyDictionary<string, string> metadata, string key) =>
        metadata.TryGetValue(key, out var value) ? value : throw new InvalidDataException($"it does not say its {key}");

    // Changes with every change of the library's code: whoever edits the routing gets a network of the new routing.
    private static string Library => typeof(TrainedNetwork).Assembly.ManifestModule.ModuleVersionId.ToString();

    private static string Digest(CapsNet model, string result)
    {
        using var scope = NewDisposeScope();
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sum.AppendData(Encoding.UTF8.GetBytes(result));
        foreach (var (name, value) in model.state_dict())
        {
            sum.AppendData(Encoding.UTF8.GetBytes(name));
            sum.AppendData(value.detach().cpu().contiguous().bytes);
        }

        return Convert.ToHexStringLower(sum.GetHashAndReset());
    }

    private static string Accuracy(NetworkRecipe recipe, TrainResult result)
    {
        var reached = recipe.Training.KeepBest ? result.Best : result.Epochs[^1];
        var images = FormattableString.Invariant($"{(long)result.Epochs.Count * recipe.Train.Count:N0}");
        return FormattableString.Invariant($"{reached.ValidationAccuracy:P2} of {recipe.Validation.Count:N0} validation images right after {images} training images");
    }
}
