using System.Runtime.InteropServices;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Protocol;
using Capsules.Kernel.Runner;

// Cells that block pool threads must not starve those that come after them.
ThreadPool.SetMinThreads(Math.Max(8, 2 * Environment.ProcessorCount), 1);

Lifetime.EndForCertain();
if (args is ["--cells", var pipe]) return CellHost.Run(pipe);
if (args is not [var connectionFile] || connectionFile.StartsWith('-'))
{
    Console.Error.WriteLine("usage: Capsules.Kernel CONNECTION_FILE   (a front end calls it so; `./workbook kernel install` tells front ends of it)");
    return 2;
}

using var native = NativeOutput.Start();
KernelServer server;
try
{
    server = new KernelServer(ConnectionFile.Read(connectionFile), Task.Run(IEngine () =>
    {
        var engine = new ScriptEngine(Environment.CurrentDirectory);
        engine.WarmUp();
        return engine;
    }));
    server.Start();
}
catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
{
    Terminal.Error.WriteLine(e.Message);
    return 2;
}

// A front end that runs in the background hands an ignored SIGINT down, and the runtime registers no handler for an ignored signal.
if (!OperatingSystem.IsWindows()) _ = signal(2, 0);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
{
    signal.Cancel = true;
    server.Interrupt();
});
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
{
    signal.Cancel = true;
    server.Stop();
});

Lifetime.WatchParent(server.Stop);

// Blocking: a continuation would wait for the thread pool, which a cell may keep busy.
server.WaitForStop();
server.Dispose();
Lifetime.EndProcessGroup();
// Threads that cells have started may still run: they end here.
Environment.Exit(0);
return 0;

[DllImport("libc")]
static extern nint signal(int number, nint handler);
