using System.CommandLine;
using System.Text.RegularExpressions;
using Capsules.Sweeps;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Commands;

/// <summary>Options of <c>./workbook sweep</c> that send it to a cluster.</summary>
internal sealed partial class SlurmCommandOptions
{
    private readonly Option<bool> slurm = new("--slurm") { Description = "Run nothing here: send what is missing to Slurm, a job array with a task per member." };
    private readonly Option<string?> partition = new Option<string?>("--partition") { Description = "Slurm's partition." }
        .Must(name => Word().IsMatch(name!), "names with commas between them");
    private readonly Option<int?> gpus = new Option<int?>("--gpus") { Description = "GPUs a task." }.Must(count => count >= 1, "at least 1");
    private readonly Option<string?> time = new Option<string?>("--time") { Description = "Slurm's time limit of a task, as MINUTES, HOURS:MINUTES:SECONDS or DAYS-HOURS." }
        .Must(limit => Limit().IsMatch(limit!), "MINUTES, MINUTES:SECONDS, HOURS:MINUTES:SECONDS, DAYS-HOURS, DAYS-HOURS:MINUTES or DAYS-HOURS:MINUTES:SECONDS");
    private readonly Option<int?> concurrent = new Option<int?>("--concurrent") { Description = "Most tasks at a time." }.Must(count => count >= 1, "at least 1");
    private readonly Option<bool> requeue = new("--requeue") { Description = "A task that is preempted, loses its node or reaches its time limit queues itself again." };

    /// <summary>Gives a command the options and refuses what makes no sense.</summary>
    /// <param name="command">The command.</param>
    /// <param name="others">Its options that also run something else than the sweep.</param>
    internal void AddTo(Command command, params Option<bool>[] others)
    {
        Option[] details = [partition, gpus, time, concurrent, requeue];
        foreach (var option in details.Prepend(slurm)) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (!result.GetValue(slurm) && details.FirstOrDefault(o => result.GetResult(o) is { Implicit: false }) is { } alone)
                result.AddError($"{alone.Name} is for --slurm, which is not given.");
            Option<bool>[] modes = [slurm, .. others];
            if (modes.Count(o => result.GetValue(o)) > 1) result.AddError($"{string.Join(", ", modes[..^1].Select(o => o.Name))} and {modes[^1].Name} exclude each other.");
        });
    }

    /// <summary>What is asked of the cluster; null without <c>--slurm</c>.</summary>
    internal SlurmRequest? Of(ParseResult result, int? threads) => result.GetValue(slurm)
        ? new SlurmRequest(result.GetValue(partition), result.GetValue(gpus), result.GetValue(time), result.GetValue(concurrent), threads, result.GetValue(requeue))
        : null;

    [GeneratedRegex(@"^[\w.-]+(,[\w.-]+)*$")]
    private static partial Regex Word();

    [GeneratedRegex(@"^(\d+(:\d+){0,2}|\d+-\d+(:\d+){0,2})$")]
    private static partial Regex Limit();
}
