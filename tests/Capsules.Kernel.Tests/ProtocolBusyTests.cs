using System.Text;

namespace Capsules.Kernel.Tests;

/// <summary>What must work while a cell runs, and after.</summary>
public sealed class ProtocolBusyTests : IDisposable
{
    private readonly ProtocolKernel kernel = new();

    public void Dispose() => kernel.Dispose();

    [Fact]
    public void HeartbeatAndControlAnswerWhileACellRuns()
    {
        var cell = StartWaiting();
        var heartbeat = kernel.Connect(4, "REQ").Peer;
        heartbeat.Send([], "ping"u8.ToArray());
        Assert.Equal("ping", Encoding.ASCII.GetString(heartbeat.Receive()[1]));
        var info = kernel.Control.Send("kernel_info_request");
        kernel.Control.Receive("kernel_info_reply", info);
        kernel.Engine.Release.Set();
        Assert.Equal("ok", (string)kernel.Shell.Receive("execute_reply", cell).Content["status"]!);
    }

    [Fact]
    public void AnInterruptRequestStopsTheCell()
    {
        var cell = StartWaiting();
        var interrupt = kernel.Control.Send("interrupt_request");
        Assert.Equal("ok", (string)kernel.Control.Receive("interrupt_reply", interrupt).Content["status"]!);
        Assert.Equal("Interrupted", (string)kernel.Shell.Receive("execute_reply", cell).Content["ename"]!);
        Assert.Equal("ok", (string)kernel.Execute("value 1").Reply.Content["status"]!);
    }

    [Fact]
    public void AnInterruptBetweenCellsHarmsNone()
    {
        kernel.Control.Receive("interrupt_reply", kernel.Control.Send("interrupt_request"));
        var cell = StartWaiting();
        kernel.Engine.Release.Set();
        Assert.Equal("ok", (string)kernel.Shell.Receive("execute_reply", cell).Content["status"]!);
    }

    [Fact]
    public void AnErrorAbortsTheCellsBehindItAndNoLaterOne()
    {
        var cell = StartWaiting();
        var queued = new[] { kernel.Shell.Send("execute_request", new { code = "value 1" }), kernel.Shell.Send("execute_request", new { code = "value 2" }) };
        var info = kernel.Shell.Send("kernel_info_request");
        // The peer's messages are read in order, so once control answers, a little later shell has them all.
        Thread.Sleep(200);
        kernel.Control.Send("interrupt_request");
        Assert.Equal("error", (string)kernel.Shell.Receive("execute_reply", cell).Content["status"]!);
        foreach (var id in queued) Assert.Equal("aborted", (string)kernel.Shell.Receive("execute_reply", id).Content["status"]!);
        Assert.Equal("ok", (string)kernel.Shell.Receive("kernel_info_reply", info).Content["status"]!);
        var (reply, _) = kernel.Execute("value 3");
        Assert.Equal(("ok", 2), ((string)reply.Content["status"]!, (int)reply.Content["execution_count"]!));
    }

    [Fact]
    public void WithStopOnErrorFalseTheQueueRunsOn()
    {
        var cell = StartWaiting(stopOnError: false);
        var next = kernel.Shell.Send("execute_request", new { code = "value 1" });
        Thread.Sleep(200);
        kernel.Control.Send("interrupt_request");
        Assert.Equal("error", (string)kernel.Shell.Receive("execute_reply", cell).Content["status"]!);
        Assert.Equal("ok", (string)kernel.Shell.Receive("execute_reply", next).Content["status"]!);
    }

    [Fact]
    public void LateOutputBelongsToTheCellThatStartedIt()
    {
        var first = kernel.Shell.Send("execute_request", new { code = "late hello" });
        kernel.Shell.Receive("execute_reply", first);
        kernel.Execute("value 1");
        Assert.Equal("hello", (string)kernel.IoPub.Receive("stream", first).Content["text"]!);
    }

    [Fact]
    public async Task OutputAfterTheSocketsAreClosedIsDropped()
    {
        var closed = new ProtocolKernel();
        closed.Execute("late hello");
        closed.Dispose();
        await closed.Engine.Late.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void ASecondFrontEndSeesTheCellsOfTheFirst()
    {
        var (watcher, shell) = (kernel.Connect(3, "SUB"), kernel.Connect(0, "DEALER", "other"));
        watcher.Peer.Send([1]);
        watcher.Receive("iopub_welcome");
        kernel.Execute("print from the first");
        Assert.Equal("from the first", (string)watcher.Receive("stream").Content["text"]!);
        var id = shell.Send("execute_request", new { code = "print from the other" });
        shell.Receive("execute_reply", id);
        Assert.Equal("from the other", (string)kernel.IoPub.Receive("stream", id).Content["text"]!);
    }

    [Fact]
    public void ASubscriberToOneTopicGetsOnlyThat()
    {
        var all = kernel.Execute("print x").Published.Single(m => m.Type == "stream").Topic;
        var some = kernel.Connect(3, "SUB");
        some.Peer.Send([1, .. all]);
        Assert.Equal(Encoding.UTF8.GetString(all), (string)some.Receive().Content["subscription"]!);
        kernel.Execute("print y");
        Assert.Equal("stream", some.Receive().Type);
    }

    [Fact]
    public void ASlowReaderLosesNothing()
    {
        const int count = 30_000;
        var slow = kernel.Connect(3, "SUB");
        slow.Peer.Send([1]);
        slow.Receive("iopub_welcome");
        var id = kernel.Shell.Send("execute_request", new { code = $"burst {count}" });
        kernel.Shell.Receive("execute_reply", id);
        for (var i = 0; i < count; i++) Assert.Equal($"{i}\n", (string)slow.Receive("stream", id).Content["text"]!);
    }

    [Fact]
    public void ShutdownIsAnsweredOnBothChannelsWhileACellRuns()
    {
        StartWaiting();
        var id = kernel.Control.Send("shutdown_request", new { restart = true });
        Assert.True((bool)kernel.Control.Receive("shutdown_reply", id).Content["restart"]!);
        Assert.True((bool)kernel.IoPub.Receive("shutdown_reply", id).Content["restart"]!);
        kernel.Server.WaitForStop();
    }

    private string StartWaiting(bool stopOnError = true)
    {
        var id = kernel.Shell.Send("execute_request", new { code = "wait", stop_on_error = stopOnError });
        Assert.True(kernel.Engine.Waiting.Wait(TimeSpan.FromSeconds(20)), "the cell did not start");
        return id;
    }
}
