using Capsules.Data;


namespace Capsules.Sweeps;

/// <summary>Where the files of a sweep lie: results, which git keeps, and weights and checkpoints, which it does not.</summary>
/// <param name="Results">Folder of the result files.</param>
/// <param name="Weights">Folder of weights, checkpoints and locks.</param>
internal sealed record RunFolder(string Results, string Weights)
{
    /// <summary>The folders of a sweep.</summary>
    /// <param name="results">
    /// Folder of the result files; below <c>data/results</c> the weights go below <c>data/generated</c>, otherwise beside them.
    /// </param>
    internal static RunFolder Of(string results)
    {
        var full = Path.GetFullPath(results);
        var relative = Path.GetRelativePath(Path.Combine(DataRoot.Repository, "data", "results"), full);
        var isKept = !Path.IsPathRooted(relative) && relative != "." && !relative.StartsWith("..", StringComparison.Ordinal);
        return new RunFolder(full, isKept ? Path.Combine(DataRoot.Repository, "data", "generated", relative) : Path.Combine(full, "weights"));
    }

    /// <summary>Where a sweep lies unless told otherwise.</summary>
    internal static string Default(SweepTask task) => Path.Combine(DataRoot.Repository, "data", "results", $"sweep-{task.Name}");

    internal string Result(string member) => Path.Combine(Results, $"{member}.jsonl");

    internal string Checkpoint(string member) => Path.Combine(Weights, $"{member}.checkpoint.safetensors");

    internal string Trained(string member) => Path.Combine(Weights, $"{member}.safetensors");

    /// <summary>Takes a member for this process; null while another process has it.</summary>
    /// <remarks>The file stays: removing it would let two have it.</remarks>
    internal FileStream? TryLock(string member)
    {
        Directory.CreateDirectory(Weights);
        try
        {
            return new FileStream(Path.Combine(Weights, $"{member}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }
}
