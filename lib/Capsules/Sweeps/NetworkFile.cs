using Capsules.Data;
using Capsules.Networks;
using Capsules.Training;

namespace Capsules.Sweeps;

/// <summary>Capsule networks in files that say what they hold: those that notebooks keep for each other, and those of a sweep's finished runs.</summary>
public static class NetworkFile
{
    /// <summary>The network in a file, in evaluation mode, with the routing it was trained with.</summary>
    /// <exception cref="FileNotFoundException">No such file, or no result file beside a sweep's weights.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or does not say its network's sizes; the message says which files do.</exception>
    public static CapsNet Open(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault("format") == TrainedNetwork.Format) return TrainedNetwork.Open(path);
        if (file.Metadata.TryGetValue("run", out var run)) return OfRun(path, run);
        throw new InvalidDataException(
            $"{path} does not say which network it is for. Two kinds of files do: network-….safetensors in the data folder's generated/, which notebooks keep, "
            + "and the weights of a sweep's finished runs, such as data/generated/sweep-affnist/affnist-depth4-caps16-dim8-rba-seed1.safetensors.");
    }

    // Sizes and settings are in the run's result file; see RunFolder for where it lies.
    private static CapsNet OfRun(string path, string run)
    {
        var weights = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var generated = Path.Combine(DataRoot.Repository, "data", "generated");
        var relative = Path.GetRelativePath(generated, weights);
        var results = relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative)
            ? Path.GetDirectoryName(weights)!
            : Path.Combine(DataRoot.Repository, "data", "results", relative);
        var result = Path.Combine(results, $"{run}.jsonl");
        if (RunFile.Read(result).Header is not { } header)
            throw new FileNotFoundException($"{path} holds the weights of the run {run}, whose sizes are in its result file, and there is none at {result}", result);
        var model = SweepMember.Of(header).Make(header.Settings);
        StateFile.Load(model, path);
        model.eval();
        return model;
    }
}
