using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Capsules.Workbook.Tests;

/// <summary>A Slurm of one node, this machine, that lives as long as the test: munged, slurmctld and slurmd with a configuration of their own.</summary>
internal sealed class SlurmCluster : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-slurm-").FullName;
    private readonly List<Process> daemons = [];

    internal SlurmCluster()
    {
        File.WriteAllBytes(Under("munge.key"), RandomNumberGenerator.GetBytes(1024));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Under("munge.key"), UnixFileMode.UserRead);
        var host = Environment.MachineName.Split('.')[0];
        File.WriteAllText(Configuration, $"""
            ClusterName=workbook
            SlurmctldHost={host}(127.0.0.1)
            SlurmUser=root
            AuthType=auth/munge
            AuthInfo=socket={Under("munge.socket")}
            SlurmctldPort={FreePort()}
            SlurmdPort={FreePort()}
            StateSaveLocation={Directory.CreateDirectory(Under("state"))}
            SlurmdSpoolDir={Directory.CreateDirectory(Under("spool"))}
            SlurmctldPidFile={Under("slurmctld.pid")}
            SlurmdPidFile={Under("slurmd.pid")}
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_CPU
            MpiDefault=none
            ReturnToService=2
            SlurmdParameters=config_overrides
            NodeName={host} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
            PartitionName=main Nodes=ALL Default=YES State=UP

            """);
        Daemon("munged", "--force", "--foreground", $"--key-file={Under("munge.key")}", $"--socket={Under("munge.socket")}",
            $"--pid-file={Under("munged.pid")}", $"--log-file={Under("munged.log")}", $"--seed-file={Under("munged.seed")}");
        Until("munged listens", () => File.Exists(Under("munge.socket")));
        Environment.SetEnvironmentVariable("SLURM_CONF", Configuration);
        Daemon("slurmctld", "-D", "-f", Configuration);
        Daemon("slurmd", "-D", "-f", Configuration);
        Until("the node is idle", () => Call("sinfo", "--noheader", "--format=%t").Output.Trim() == "idle");
    }

    /// <summary>Why there is none on this machine; null where there can be one.</summary>
    internal static string? WhyNot =>
        !OperatingSystem.IsLinux() ? "Slurm is for Linux"
        : new[] { "munged", "slurmctld", "slurmd" }.FirstOrDefault(daemon => !File.Exists(Program(daemon))) is { } missing
            ? $"there is no {missing}; the Debian packages are listed in tests/apt-packages.txt"
        : geteuid() != 0 ? "Slurm's daemons are started as root"
        : null;

    private string Configuration => Under("slurm.conf");

    /// <summary>Runs a command of Slurm.</summary>
    internal (int Code, string Output) Call(string program, params string[] arguments)
    {
        using var process = Process.Start(Start(program, arguments))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>Waits for something, a minute at most.</summary>
    internal static void Until(string what, Func<bool> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"not within a minute: {what}");
            Thread.Sleep(200); // asking starts a process
        }
    }

    public void Dispose()
    {
        Call("scancel", "--me");
        Environment.SetEnvironmentVariable("SLURM_CONF", null);
        foreach (var daemon in daemons)
        {
            daemon.Kill(entireProcessTree: true);
            daemon.WaitForExit();
            daemon.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Program(string daemon) => $"/usr/sbin/{daemon}";

    private string Under(string name) => Path.Combine(folder, name);

    private void Daemon(string name, params string[] arguments)
    {
        var daemon = Process.Start(Start(Program(name), arguments))!;
        daemon.OutputDataReceived += (_, _) => { };
        daemon.ErrorDataReceived += (_, _) => { };
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        daemons.Add(daemon);
    }

    private static ProcessStartInfo Start(string program, string[] arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    [DllImport("libc")]
    private static extern uint geteuid();
}

/// <summary>A test that needs Slurm.</summary>
internal sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute() => Skip = SlurmCluster.WhyNot;
}
