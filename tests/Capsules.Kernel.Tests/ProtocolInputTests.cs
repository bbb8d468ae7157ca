namespace Capsules.Kernel.Tests;

/// <summary>Cells that ask for a line.</summary>
public sealed class ProtocolInputTests : IDisposable
{
    private readonly ProtocolKernel _kernel = new();

    public void Dispose() => _kernel.Dispose();

    [Fact]
    public void TheAnswerReachesTheCell()
    {
        var cell = _kernel.Shell.Send("execute_request", new { code = "ask Name?", allow_stdin = true });
        var question = _kernel.Stdin.Receive("input_request", cell).Content;
        Assert.Equal(("Name?", true), ((string)question["prompt"]!, (bool)question["password"]!));
        _kernel.Stdin.Send("input_reply", new { value = 7 });
        _kernel.Stdin.Send("input_reply", new { value = "Ada" });
        _kernel.Shell.Receive("execute_reply", cell);
        Assert.Equal("Ada", (string)_kernel.IoPub.Receive("execute_result", cell).Content["data"]!["text/plain"]!);
    }

    [Fact]
    public void AnAnswerToAnotherQuestionIsDropped()
    {
        var cell = _kernel.Shell.Send("execute_request", new { code = "ask ?", allow_stdin = true });
        _kernel.Stdin.Receive("input_request", cell);
        _kernel.Stdin.Peer.Send(_kernel.Stdin.Frames("input_reply", "x1", new { value = "wrong" }, parentId: "another question"));
        _kernel.Stdin.Send("input_reply", new { value = "right" });
        Assert.Equal("right", (string)_kernel.IoPub.Receive("execute_result", cell).Content["data"]!["text/plain"]!);
    }

    [Fact]
    public void WithoutStdinTheCellIsToldWhy()
    {
        var (reply, _) = _kernel.Execute("ask ?", new { allow_stdin = false });
        Assert.Equal("InvalidOperationException", (string)reply.Content["ename"]!);
        Assert.Contains("takes no input", (string)reply.Content["evalue"]!);
    }

    [Fact]
    public void AFrontEndWithNoStdinChannelIsNotWaitedFor()
    {
        var raw = _kernel.Connect(0, "DEALER");
        var cell = raw.Send("execute_request", new { code = "ask ?", allow_stdin = true });
        Assert.Contains("no stdin channel", (string)raw.Receive("execute_reply", cell).Content["evalue"]!);
    }

    [Fact]
    public void AnInterruptEndsTheWait()
    {
        var cell = _kernel.Shell.Send("execute_request", new { code = "ask ?", allow_stdin = true });
        _kernel.Stdin.Receive("input_request", cell);
        _kernel.Control.Send("interrupt_request");
        Assert.Equal("OperationCanceledException", (string)_kernel.Shell.Receive("execute_reply", cell).Content["ename"]!);
    }
}
