using System.Globalization;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Capsules.Sweeps;

/// <summary>Runs the members of a sweep one after another, leaving out what is done.</summary>
internal sealed class Sweep(SweepSettings settings, RunFolder folder, Device device, Action<string> tell)
{
    /// <summary>Runs members until all are done, failed, or with another process.</summary>
    /// <exception cref="OperationCanceledException">Canceled; the same call goes on.</exception>
    /// <exception cref="InvalidDataException">A result file is broken, or another sweep's.</exception>
    internal int Run(IReadOnlyList<SweepMember> members, CancellationToken cancellation)
    {
        // Nothing is computed for hours before a file that cannot be used is found.
        foreach (var member in members) folder.Open(member, settings);
        return members.Count(member => !Done(member, cancellation));
    }

    /// <summary>Measures the finished ones among members once more, from the weights they kept, and trains nothing.</summary>
    /// <returns>How many could not be measured.</returns>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    /// <exception cref="InvalidDataException">A result file is broken, or another sweep's.</exception>
    internal int Remeasure(IReadOnlyList<SweepMember> members, CancellationToken cancellation) =>
        members.Count(member => folder.Open(member, settings) is { Result: not null } && !Measured(member, cancellation));

    private bool Measured(SweepMember member, CancellationToken cancellation)
    {
        using var mine = folder.TryLock(member.Name);
        try
        {
            if (mine is null) throw new IOException("another process has it");
            tell($"{member.Name}: measured, {Summary(new SweepRun(member, settings, folder, device, tell).Remeasure(folder.Open(member, settings), cancellation))}");
            return true;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            tell($"{member.Name}: not measured: {e.Message}");
            return false;
        }
    }

    private bool Done(SweepMember member, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var mine = folder.TryLock(member.Name);
        if (mine is null)
        {
            tell($"{member.Name}: another process has it; left out");
            return true;
        }

        var file = folder.Open(member, settings);
        if (file.Result is { } known)
        {
            tell($"{member.Name}: done before, {Summary(known)}");
            return true;
        }

        try
        {
            tell($"{member.Name}: {(file.Epochs.Count > 0 ? $"goes on after epoch {file.Epochs[^1].Epoch}" : "begins")}");
            tell($"{member.Name}: done, {Summary(new SweepRun(member, settings, folder, device, tell).Run(file, cancellation))}");
            return true;
        }
        catch (Exception e) when (
            e is ArithmeticException or InvalidOperationException or InvalidDataException or ExternalException or OutOfMemoryException)
        {
            if (file.Header is not null) file.Fail(e.Message);
            tell($"{member.Name}: FAILED: {e.Message}");
            return false;
        }
    }

    private static string Summary(RunResult result) => string.Create(CultureInfo.InvariantCulture,
        $"{string.Join(", ", result.Accuracy.Select(a => $"{a.Key} {a.Value:P2}"))}; {result.Epochs} epochs, best {result.BestEpoch}; "
        + $"{result.ImagesPerSecond:F0} images/s");
}
