namespace Capsules.Kernel.Tests;

/// <summary>Cells that ask for a line.</summary>
public sealed class ProtocolInputTests : IDisposable
{
    private readonly ProtocolKernel kernel = new();

    public void Dispose() => kernel.Dispose();

    [Fact]
    public void TheAnswerReachesTheCell()
    {
        var cell = kernel.Shell.Send("execute_request", new { code = "ask Name?", allow_stdin = true });
        var question = kernel.Stdin.Receive("input_request", cell).Content;
        Assert.Equal(("Name?", true), ((string)question["prompt"]!, (bool)question["password"]!));
        kernel.Stdin.Send("input_reply", new { value = 7 });
        kernel.Stdin.Send("input_reply", new { value = "Ada" });
        kernel.Shell.Receive("execute_reply", cell);
        Assert.Equal("Ada", (string)kernel.IoPub.Receive("execute_result", cell).Content["data"]!["text/plain"]!);
    }

    [Fact]
    public void AnAnswerToAnotherQuestionIsDropped()
    {
        var cell = kernel.Shell.Send("execute_request", new { code = "ask ?", allow_stdin = true });
        kernel.Stdin.Receive("input_request", cell);
        kernel.Stdin.Peer.Send(kernel.Stdin.Frames("input_reply", "x1", new { value = "wrong" }, parentId: "another question"));
        kernel.Stdin.Send("input_reply", new { value = "right" });
        Assert.Equal("right", (string)kernel.IoPub.Receive("execute_result", cell).Content["data"]!["text/plain"]!);
    }

    [Fact]
    public void WithoutStdinTheCellIsToldWhy()
    {
        var (reply, _) = kernel.Execute("ask ?", new { allow_stdin = false });
        Assert.Equal("InvalidOperationException", (string)reply.Content["ename"]!);
        Assert.Contains("takes no input", (string)reply.Content["evalue"]!);
    }

    [Fact]
    public void AFrontEndWithNoStdinChannelIsNotWaitedFor()
    {
        var raw = kernel.Connect(0, "DEALER");
        var cell = raw.Send("execute_request", new { code = "ask ?", allow_stdin = true });
        Assert.Contains("no stdin channel", (string)raw.Receive("execute_reply", cell).Content["evalue"]!);
    }

    [Fact]
    public void AnInterruptEndsTheWait()
    {
        var cell = kernel.Shell.Send("execute_request", new { code = "ask ?", allow_stdin = true });
        kernel.Stdin.Receive("input_request", cell);
        kernel.Control.Send("interrupt_request");
        Assert.Equal("OperationCanceledException", (string)kernel.Shell.Receive("execute_reply", cell).Content["ename"]!);
    }
}
