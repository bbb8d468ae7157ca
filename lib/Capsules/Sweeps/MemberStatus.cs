namespace Capsules.Sweeps;

/// <summary>How far a member of a sweep is.</summary>
internal enum MemberState
{
    /// <summary>Trained and measured.</summary>
    Done,

    /// <summary>A process has it.</summary>
    Running,

    /// <summary>Slurm has it in its queue.</summary>
    Waiting,

    /// <summary>It ended with an error.</summary>
    Failed,

    /// <summary>Not begun, or stopped on the way.</summary>
    Missing,
}

/// <summary>How far a member of a sweep is, and what its file says.</summary>
internal sealed record MemberStatus(SweepMember Member, MemberState State, RunFile File)
{
    /// <summary>Whether it is to be sent to Slurm.</summary>
    internal bool IsOpen => State is MemberState.Failed or MemberState.Missing;

    /// <summary>The states of members, from their files, their locks and Slurm's queue.</summary>
    internal static IReadOnlyList<MemberStatus> Of(IReadOnlyList<SweepMember> members, RunFolder folder)
    {
        var queue = SlurmArray.Queue(folder);
        return [.. members.Select(member =>
        {
            var file = RunFile.Read(folder.Result(member.Name));
            var state = file.Result is not null ? MemberState.Done
                : folder.IsLocked(member.Name) ? MemberState.Running
                : queue.TryGetValue(SlurmArray.Row(member), out var queued) ? queued
                : file.Error is not null ? MemberState.Failed
                : MemberState.Missing;
            return new MemberStatus(member, state, file);
        })];
    }

    /// <summary>How many are in each state that occurs, as <c>12 done · 3 running</c>.</summary>
    internal static string Count(IEnumerable<MemberStatus> members) =>
        string.Join(" · ", members.CountBy(m => m.State).OrderBy(s => s.Key).Select(s => $"{s.Value} {s.Key.ToString().ToLowerInvariant()}"));

    /// <summary>A line of a table: state, epochs done, member, and why it failed.</summary>
    public override string ToString() =>
        $"{State.ToString().ToLowerInvariant(),-8} {File.Epochs.Count,6}  {Member.Name}{(State == MemberState.Failed ? $"  {File.Error}" : "")}";
}
