using Capsules.Data;

namespace Capsules.Sweeps;

/// <summary>Where the files of a sweep lie: results, which git keeps, and weights and checkpoints, which it does not.</summary>
/// <param name="Weights">Folder of weights, checkpoints, locks, and what was sent to Slurm.</param>
internal sealed record RunFolder(string Results, string Weights)
{
    private const int Tries = 10;

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

    private string LockOf(string member) => Path.Combine(Weights, $"{member}.lock");

    /// <summary>Reads a member's result file.</summary>
    /// <exception cref="InvalidDataException">It is broken, or another sweep's; the message names it.</exception>
    internal RunFile Open(SweepMember member, SweepSettings settings)
    {
        var file = RunFile.Read(Result(member.Name));
        if (file.Header is { } other && other.Member != member.Name)
            throw new InvalidDataException($"{file.Path}: holds the run {other.Member}");
        if (file.Header is { } header && !header.Settings.SameButForLength(settings))
            throw new InvalidDataException(
                $"{file.Path}: made with {header.Settings}; now asked for: {settings}. Another --out keeps the two apart.");
        return file;
    }

    /// <summary>Takes a member for this process, until it is disposed of or the process dies; null while another process has it.</summary>
    /// <remarks>
    /// A lock of the operating system (flock), which NFS keeps at the server, for all machines. The file stays: removing it would let two
    /// processes have the member.
    /// </remarks>
    /// <exception cref="IOException">The file system keeps no locks.</exception>
    internal FileStream? TryLock(string member)
    {
        Directory.CreateDirectory(Weights);
        for (var left = Tries; left > 0; left--)
        {
            if (TryOpen(LockOf(member), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None) is not { } mine)
            {
                Thread.Sleep(100); // IsLocked holds it for a moment
                continue;
            }

            if (IsLocked(member)) return mine;
            mine.Dispose();
            throw new IOException($"{Weights}: its file system keeps no locks, so two processes could train one member; mount it with locks, or choose another --out");
        }

        return null;
    }

    /// <summary>Whether a process, this one or another, on this machine or another, has a member.</summary>
    internal bool IsLocked(string member)
    {
        if (!File.Exists(LockOf(member))) return false;
        using var free = TryOpen(LockOf(member), FileMode.Open, FileAccess.Read, FileShare.Read);
        return free is null;
    }

    private static FileStream? TryOpen(string path, FileMode mode, FileAccess access, FileShare share)
    {
        const int again = 11, againOnMac = 35, sharingViolation = unchecked((int)0x80070020); // EWOULDBLOCK, and Windows' like
        try
        {
            return new FileStream(path, mode, access, share);
        }
        catch (IOException e) when (e.HResult is again or againOnMac or sharingViolation)
        {
            return null;
        }
    }
}
