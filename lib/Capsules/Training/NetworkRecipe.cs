using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Everything the weights of a trained capsule network depend on.</summary>
/// <param name="Training">How it is trained: for so many epochs, never for so long, because then every run would give another network.</param>
public sealed record NetworkRecipe(
    CapsNetOptions Network, IVoteRouting Routing, TrainOptions Training, Batches Train, Batches Validation, int Seed = 1, Device? Device = null)
{
    /// <summary>The network of the paper's Tables 1 and 2 as notebook 01 trains it at quick scale, on MNIST's digits, or on generated ones without MNIST.</summary>
    /// <remarks>A minute and a half on two processor cores. With the notebook's knobs untouched the two are one network, and one file.</remarks>
    public static NetworkRecipe Notebook01()
    {
        var (placement, device) = (new Placement(Size: 40, Seed: 1), Session.Device);
        return new NetworkRecipe(
            CapsNetOptions.AffNist with { InitialStd = 0.5 }, new Rba(new RbaOptions(3)), new TrainOptions(5, 0.003, 0.7, TargetAccuracy: 0.992),
            new Batches(Mnist.Load(Split.Train), 64, shuffle: true, seed: 1, placement: placement, epochSize: 12000, device: device),
            new Batches(Mnist.Load(Split.Test, count: 2000), 500, placement: placement with { Seed = 2 }, device: device), Seed: 1, device);
    }

    /// <summary>The recipe in words, part by part: equal words mean equal weights, as long as the library is the same.</summary>
    public IReadOnlyDictionary<string, string> Fingerprint() => new Dictionary<string, string>
    {
        ["network"] = $"{JsonSerializer.Serialize(Network)}, {Routing.Description}",
        ["training"] = JsonSerializer.Serialize(Training),
        ["seed"] = $"{Seed}",
        ["device"] = (Device?.type ?? DeviceType.CPU).ToString(),
        ["images"] = $"{Train}",
        ["validation"] = $"{Validation}",
    };

    /// <summary>A file name of its own for every recipe.</summary>
    public string FileName => FileNameOf(Fingerprint());

    /// <summary>One line for an output.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{Network.RoutingLayers} routing layer{(Network.RoutingLayers == 1 ? "" : "s")} of {Network.Capsules} capsules of dimension {Network.Dim}, ")
        + FormattableString.Invariant($"{Routing.Description}, seed {Seed}, {Training.Epochs} epochs of {Train.Count:N0} {Train.Images.Name} images")
        + (Train.Images.IsGenerated ? " (GENERATED)" : "");

    internal static string FileNameOf(IReadOnlyDictionary<string, string> words)
    {
        var text = string.Join('\n', words.Select(w => $"{w.Key}: {w.Value}"));
        return $"network-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16]}.safetensors";
    }
}
