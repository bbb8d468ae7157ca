using Capsules.Data;

namespace Capsules.Sweeps;

/// <summary>What a job array asks of the cluster; null for what the cluster decides.</summary>
/// <param name="Time">Limit a task, as Slurm writes it.</param>
/// <param name="Requeue">Whether a task goes back into the queue after preemption, a node's failure, or its time limit.</param>
internal sealed record SlurmRequest(string? Partition, int? Gpus, string? Time, int? Concurrent, int? Threads, bool Requeue);

/// <summary>Members of a sweep as a Slurm job array, one task each. Its script holds the list of members and is all that Slurm is given.</summary>
internal static class SlurmArray
{
    private const string ListBegins = "members=(";

    private static readonly string[] Carried = ["CAPSULES_DATA", "CAPSULES_LIBTORCH", "CAPSULES_OFFLINE"];

    /// <summary>Writes the script.</summary>
    /// <param name="members">A task each; at least one.</param>
    /// <param name="request">What is asked of the cluster.</param>
    /// <param name="program">The workbook's program and its first arguments.</param>
    /// <param name="options">Options of the sweep, those that choose members left out.</param>
    internal static string Write(
        RunFolder folder, IReadOnlyList<SweepMember> members, SlurmRequest request, IEnumerable<string> program, IEnumerable<string> options)
    {
        Directory.CreateDirectory(Scripts(folder));
        var path = Path.Combine(Scripts(folder), $"{DateTime.UtcNow:yyyyMMdd-HHmmss-fff}.sh");
        List<string> lines =
        [
            "#!/bin/bash",
            "# Written by ./workbook sweep --slurm. By hand: sbatch THIS_FILE",
            $"#SBATCH --job-name=sweep-{members[0].Task.Name}",
            $"#SBATCH --array=1-{members.Count}{(request.Concurrent is { } most ? $"%{most}" : "")}",
            $"#SBATCH --output=\"{Scripts(folder).Replace("%", "%%")}/%A_%a.log\" --open-mode=append",
            .. Asked("--partition", request.Partition),
            .. Asked("--gpus", request.Gpus),
            .. Asked("--time", request.Time),
            .. Asked("--cpus-per-task", request.Threads),
            // A minute before the time limit the task is told to write its checkpoint and to queue itself again.
            .. request.Requeue ? ["#SBATCH --requeue --signal=B:USR1@60"] : (string[])[],
            "",
            "# benchmark, depth, capsules, dimension, routing, seed",
            ListBegins,
            .. members.Select(Row),
            ")",
            "read -r task depth caps dim routing seed <<<\"${members[SLURM_ARRAY_TASK_ID - 1]}\"",
            .. Carried.Where(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
                .Select(name => $"export {name}={Quoted(Environment.GetEnvironmentVariable(name)!)}"),
            // In place of the shell, so that the program itself gets Slurm's signals.
            $"exec {string.Join(' ', program.Select(Quoted))} sweep \"$task\" \\",
            "  --depths \"$depth\" --caps \"$caps\" --dims \"$dim\" --routing \"$routing\" --seeds \"$seed\" \\",
            $"  {string.Join(' ', options.Select(Quoted))}",
        ];
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
        return path;
    }

    /// <summary>Sends a script to Slurm.</summary>
    /// <exception cref="IOException">There is no sbatch here, or it refused; the message says how to send the script by hand.</exception>
    internal static string Submit(string script) => Run("sbatch", "--parsable", script) switch
    {
        null => throw new IOException($"there is no sbatch on this machine; the job array is written. Where Slurm is: sbatch {Quoted(script)}"),
        (0, var output, _) => output.Trim().Split(';')[0],
        (_, _, var error) => throw new IOException($"{error.Trim()}\nThe job array is written; by hand: sbatch {Quoted(script)}"),
    };

    /// <summary>What Slurm has of a sweep, by the members' lines in scripts; empty where there is no Slurm.</summary>
    internal static Dictionary<string, MemberState> Queue(RunFolder folder)
    {
        var queue = new Dictionary<string, MemberState>();
        // State, number in the array, script. A task that is ending is no longer counted.
        if (Run("squeue", "--me", "--array", "--noheader", "--states=PD,CF,R,S", "--format=%t|%K|%o") is not (0, var tasks, _)) return queue;
        foreach (var task in tasks.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (task.Split('|', 3) is [var state, var number, var script] && Path.GetDirectoryName(script) == Scripts(folder) && File.Exists(script)
                && int.TryParse(number, out var index) && File.ReadLines(script).SkipWhile(line => line != ListBegins).ElementAtOrDefault(index) is { } row)
                queue[row] = state is "R" or "S" ? MemberState.Running : MemberState.Waiting;
        }

        return queue;
    }

    /// <summary>A member's line in the list of a script.</summary>
    internal static string Row(SweepMember member) =>
        $"  '{member.Task.Name} {member.Architecture.Depth} {member.Architecture.Capsules} {member.Architecture.Dim} {member.RoutingName} {member.Seed}'";

    /// <summary>Puts the task that this process runs back into the queue.</summary>
    internal static void RequeueThisTask()
    {
        // Not SLURM_JOB_ID: the last task of an array has the array's own number there, and would bring back all tasks.
        static string? Variable(string name) => Environment.GetEnvironmentVariable(name);
        Run("scontrol", "requeue", $"{Variable("SLURM_ARRAY_JOB_ID")}_{Variable("SLURM_ARRAY_TASK_ID")}");
    }

    private static string Scripts(RunFolder folder) => Path.Combine(folder.Weights, "slurm");

    private static IEnumerable<string> Asked(string option, object? value) => value is null ? [] : [$"#SBATCH {option}={value}"];

    // For bash: nothing but a quotation mark means anything between single ones.
    private static string Quoted(string text) => $"'{text.Replace("'", @"'\''")}'";

    // Null where it is not on this machine.
    private static (int Code, string Output, string Error)? Run(string program, params string[] arguments) =>
        ExternalProgram.Run(program, arguments).GetAwaiter().GetResult();
}
