using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Capsules.Data;
using Capsules.Sweeps;
using Capsules.Workbook.Commands;

namespace Capsules.Workbook.Tests;

/// <summary><c>sweep --slurm</c> and <c>--status</c>, by the command line as a user types it.</summary>
public sealed class SweepSlurmTests : IDisposable
{
    private static readonly string[] Sweep = [
        "sweep", "affnist", "--depths", "1", "--caps", "4", "--dims", "4", "--routing", "rba", "--seeds", "1,2,3",
        "--images", "100", "--batch", "10", "--iterations", "2", "--threads", "1"];

    private readonly string root = Directory.CreateTempSubdirectory("capsules-sweep-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [SlurmFact]
    public async Task TasksThatWereKilledEndWithTheWeightsOfAnUninterruptedSweep()
    {
        using var cluster = new SlurmCluster();
        var (whole, killed) = (Folder("whole"), Folder("a sweep's results"));
        SweepMember[] members = [.. Enumerable.Range(1, 3).Select(seed => SweepFixture.Member(capsules: 4, dim: 4, seed: seed))];
        string State() => MemberStatus.Count(MemberStatus.Of(members, killed));

        // Too long to end by themselves; how long a run goes on may be changed on the way.
        var job = Job(Workbook(killed, "--slurm", "--epochs", "1000", "--concurrent", "2", "--time", "0-1", "--requeue"));
        SlurmCluster.Until("two run, one waits", () => State() == "2 running · 1 waiting");

        // One by scancel, one by SIGKILL, one as before its time limit; each in the middle of an epoch.
        WaitForAnEpoch(killed, seed: 1);
        Assert.Equal(0, cluster.Call("scancel", $"{job}_1").Code);
        WaitForAnEpoch(killed, seed: 2);
        Assert.Equal(0, kill(ProcessOf(killed, seed: 2), 9));
        WaitForAnEpoch(killed, seed: 3);
        Assert.Equal(0, cluster.Call("scancel", "--batch", "--signal=USR1", $"{job}_3").Code);
        SlurmCluster.Until("the third waits again", () => State() == "1 waiting · 2 missing");
        Assert.Equal(0, cluster.Call("scancel", $"{job}_3").Code);
        Assert.All([1, 3], task => Assert.Contains("stopping after this batch", Log(killed, job, task), StringComparison.Ordinal));

        var epochs = Enumerable.Range(1, 3).Max(seed => RunFile.Read(killed.Result(Member(seed))).Epochs.Count) + 1;
        var reference = Task.Run(() => Workbook(whole, "--epochs", $"{epochs}"));
        Job(Workbook(killed, "--slurm", "--epochs", $"{epochs}"));
        SlurmCluster.Until("all are done", () => State() == "3 done");
        Assert.Equal("3 done\n", Workbook(killed, "--slurm"));

        await reference;
        foreach (var seed in (int[])[1, 2, 3])
        {
            var member = Member(seed);
            RunFile expected = RunFile.Read(whole.Result(member)), actual = RunFile.Read(killed.Result(member));
            Assert.Equal(2, actual.Header!.Starts);
            Assert.Equal(expected.Epochs.Select(e => (e.Epoch, e.Loss, e.ValidationAccuracy)), actual.Epochs.Select(e => (e.Epoch, e.Loss, e.ValidationAccuracy)));
            Assert.Equal(File.ReadAllBytes(whole.Trained(member)), File.ReadAllBytes(killed.Trained(member)));
        }
    }

    [Fact]
    public void WithoutSlurmTheScriptIsThereToBeSentByHand()
    {
        if (OperatingSystem.IsWindows()) return; // bash runs the script
        var folder = Folder("it's here");
        var (code, _, error) = Start(folder, ("PATH", root), "--slurm", "--epochs", "1", "--gpus", "1", "--partition", "long");
        Assert.Equal(2, code);
        var script = Directory.GetFiles(Path.Combine(folder.Weights, "slurm"), "*.sh").Single();
        Assert.Contains("no sbatch", error, StringComparison.Ordinal);
        Assert.Contains(script.Replace("'", @"'\''"), error, StringComparison.Ordinal);
        Assert.Superset(new HashSet<string>(["#SBATCH --array=1-3", "#SBATCH --gpus=1", "#SBATCH --partition=long", "#SBATCH --cpus-per-task=1"]), File.ReadLines(script).ToHashSet());

        using var task = Process.Start(new ProcessStartInfo("bash", [script]) { Environment = { ["SLURM_ARRAY_TASK_ID"] = "2" } })!;
        task.WaitForExit();
        Assert.Equal(0, task.ExitCode);
        Assert.Equal([Member(2)], Directory.GetFiles(folder.Results).Select(Path.GetFileNameWithoutExtension));
    }

    [Fact]
    public void WhereLocksAreNotKeptNothingIsTrained()
    {
        var (code, _, error) = Start(Folder("no locks"), ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"));
        Assert.Equal(2, code);
        Assert.Contains("keeps no locks", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheStatusSaysWhatAMemberIsAndWhyItFailed()
    {
        var folder = Folder("status");
        SweepFixture.Write(folder.Results, SweepFixture.Member(seed: 1), 0.9);
        SweepFixture.Write(folder.Results, SweepFixture.Member(seed: 2), null).Fail("the loss is NaN");
        SweepFixture.Write(folder.Results, SweepFixture.Member(seed: 3), null);
        SweepFixture.Write(folder.Results, SweepFixture.Member(seed: 4), null);
        using var mine = folder.TryLock(SweepFixture.Member(seed: 4).Name);
        var states = MemberStatus.Of([.. Enumerable.Range(1, 5).Select(seed => SweepFixture.Member(seed: seed))], folder);
        Assert.Equal("1 done · 1 running · 1 failed · 2 missing", MemberStatus.Count(states));
        Assert.Equal("failed        1  affnist-depth1-caps16-dim8-rba-seed2  the loss is NaN", states[1].ToString());
        Assert.Equal([2, 3, 5], states.Where(s => s.IsOpen).Select(s => s.Member.Seed));
    }

    [Theory]
    [InlineData("--time is tomorrow; it must be MINUTES", "--slurm", "--time", "tomorrow")]
    [InlineData("--concurrent is 0; it must be at least 1", "--slurm", "--concurrent", "0")]
    [InlineData("'many'", "--slurm", "--concurrent", "many")]
    [InlineData("--gpus is -1; it must be at least 1", "--slurm", "--gpus", "-1")]
    [InlineData("--partition is a b; it must be names", "--slurm", "--partition", "a b")]
    [InlineData("--gpus is for --slurm", "--gpus", "1")]
    [InlineData("--slurm, --status and --remeasure", "--slurm", "--status")]
    public void WhatSlurmCannotTakeIsRefusedInASentence(string expected, params string[] options)
    {
        var errors = SweepCommand.Create().Parse(["affnist", .. options]).Errors;
        Assert.Contains(errors, error => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("30")]
    [InlineData("2:30:00")]
    [InlineData("1-12")]
    [InlineData("1-12:30:00")]
    public void TimesAreWrittenAsSlurmDoes(string time) => Assert.Empty(SweepCommand.Create().Parse(["affnist", "--slurm", "--time", time]).Errors);

    private static string Member(int seed) => SweepFixture.Member(capsules: 4, dim: 4, seed: seed).Name;

    private static void WaitForAnEpoch(RunFolder folder, int seed) =>
        SlurmCluster.Until($"an epoch of seed {seed}", () => RunFile.Read(folder.Result(Member(seed))).Epochs.Count > 0);

    // The program itself, by its command line: the batch script is replaced by it.
    private static int ProcessOf(RunFolder folder, int seed) => Directory.GetDirectories("/proc")
        .Where(process => int.TryParse(Path.GetFileName(process), out _) && CommandLine(process) is var words
            && words.Contains(folder.Results) && words.Contains("--seeds") && words[Array.IndexOf(words, "--seeds") + 1] == $"{seed}")
        .Select(process => int.Parse(Path.GetFileName(process))).Single();

    private static string[] CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Split('\0');
        }
        catch (IOException)
        {
            return []; // it has ended
        }
    }

    private static string Job(string output)
    {
        var match = Regex.Match(output, @"job (\d+): 3 tasks");
        Assert.True(match.Success, output);
        return match.Groups[1].Value;
    }

    private static string Log(RunFolder folder, string job, int task) => File.ReadAllText(Path.Combine(folder.Weights, "slurm", $"{job}_{task}.log"));

    private RunFolder Folder(string name) => RunFolder.Of(Path.Combine(root, name));

    private string Workbook(RunFolder folder, params string[] more)
    {
        var (code, output, error) = Start(folder, set: null, more);
        Assert.True(code == 0, output + error);
        return output;
    }

    private (int Code, string Output, string Error) Start(RunFolder folder, (string Name, string Value)? set, params string[] more)
    {
        var program = Path.Combine(DataRoot.Repository, "lib", "Capsules.Workbook", "bin", "Capsules.Workbook.dll");
        var start = new ProcessStartInfo("dotnet", [program, .. Sweep, "--out", folder.Results, .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CAPSULES_OFFLINE"] = "1", ["CAPSULES_DATA"] = root },
        };
        if (set is var (name, value)) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
