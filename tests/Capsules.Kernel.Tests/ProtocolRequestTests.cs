namespace Capsules.Kernel.Tests;

/// <summary>Each request of the protocol gets the answer the protocol describes.</summary>
public sealed class ProtocolRequestTests : IDisposable
{
    private readonly ProtocolKernel kernel = new();

    public void Dispose() => kernel.Dispose();

    [Fact]
    public void KernelInfoNamesProtocolAndLanguage()
    {
        var id = kernel.Shell.Send("kernel_info_request");
        var content = kernel.Shell.Receive("kernel_info_reply", id).Content;
        Assert.Equal("ok", (string)content["status"]!);
        Assert.Equal("5.4", (string)content["protocol_version"]!);
        Assert.Equal("C#", (string)content["language_info"]!["name"]!);
        Assert.Equal(".cs", (string)content["language_info"]!["file_extension"]!);
        Assert.NotEmpty((string)content["banner"]!);
    }

    [Fact]
    public void EveryRequestStandsBetweenBusyAndIdleOfItsOwn()
    {
        var id = kernel.Shell.Send("kernel_info_request");
        Assert.Equal(["busy", "idle"], kernel.IoPub.ReceiveUntilIdle(id).Select(m => (string)m.Content["execution_state"]!));
    }

    [Fact]
    public void AValueIsPublishedWithItsCount()
    {
        kernel.Execute("value one");
        var (reply, published) = kernel.Execute("value two");
        Assert.Equal("ok", (string)reply.Content["status"]!);
        Assert.Equal(2, (int)reply.Content["execution_count"]!);
        Assert.Equal(["status", "execute_input", "execute_result", "status"], published.Select(m => m.Type));
        Assert.Equal("value two", (string)published[1].Content["code"]!);
        Assert.Equal("two", (string)published[2].Content["data"]!["text/plain"]!);
        Assert.Equal(2, (int)published[2].Content["execution_count"]!);
    }

    [Fact]
    public void OutputAndErrorStreamsAreNamed()
    {
        Assert.Equal(("stdout", "x"), Stream("print x"));
        Assert.Equal(("stderr", "y"), Stream("complain y"));

        (string, string) Stream(string code)
        {
            var stream = kernel.Execute(code).Published.Single(m => m.Type == "stream").Content;
            return ((string)stream["name"]!, (string)stream["text"]!);
        }
    }

    [Fact]
    public void AnErrorIsPublishedAndReplied()
    {
        var (reply, published) = kernel.Execute("fail badly");
        var error = published.Single(m => m.Type == "error").Content;
        foreach (var content in new[] { error, reply.Content })
        {
            Assert.Equal("Failure", (string)content["ename"]!);
            Assert.Equal("badly", (string)content["evalue"]!);
            Assert.Equal("Failure: badly", (string)content["traceback"]![0]!);
        }
        Assert.Equal("error", (string)reply.Content["status"]!);
    }

    [Fact]
    public void AnEngineThatThrowsIsAnErrorReplyAndTheNextCellRuns()
    {
        var (reply, _) = kernel.Execute("throw up");
        Assert.Equal("error", (string)reply.Content["status"]!);
        Assert.Equal("up", (string)reply.Content["evalue"]!);
        Assert.Equal("ok", (string)kernel.Execute("value 1").Reply.Content["status"]!);
    }

    [Fact]
    public void ASilentCellPublishesNothingAndCountsNothing()
    {
        kernel.Execute("value 1");
        var (reply, published) = kernel.Execute("print x", new { silent = true });
        Assert.Equal(["status", "status"], published.Select(m => m.Type));
        Assert.Equal(1, (int)reply.Content["execution_count"]!);
        Assert.Equal(["status", "status"], kernel.Execute("fail x", new { silent = true }).Published.Select(m => m.Type));
    }

    [Fact]
    public void ACellOutsideHistoryPublishesAndCountsNothing()
    {
        var (reply, published) = kernel.Execute("value x", new { store_history = false });
        Assert.Contains(published, m => m.Type == "execute_result");
        Assert.Equal(0, (int)reply.Content["execution_count"]!);
    }

    [Fact]
    public void DisplaysCarryTheirId()
    {
        var published = kernel.Execute("show it").Published;
        Assert.Equal(["display_data", "update_display_data", "clear_output"], published.Select(m => m.Type).Except(["status", "execute_input"]));
        var (display, update) = (published.Single(m => m.Type == "display_data"), published.Single(m => m.Type == "update_display_data"));
        Assert.Equal("shown", (string)display.Content["transient"]!["display_id"]!);
        Assert.Equal("shown", (string)update.Content["transient"]!["display_id"]!);
        Assert.Equal("it!", (string)update.Content["data"]!["text/plain"]!);
    }

    [Fact]
    public void CursorsCountCodePoints()
    {
        // Each capsule is one code point and two UTF-16 units.
        var id = kernel.Shell.Send("complete_request", new { code = "💊💊 a💊 z", cursor_pos = 5 });
        var content = kernel.Shell.Receive("complete_reply", id).Content;
        Assert.Equal("a💊!", (string)content["matches"]![0]!);
        Assert.Equal((3, 5), ((int)content["cursor_start"]!, (int)content["cursor_end"]!));
        Assert.Equal("word", (string)content["metadata"]!["_jupyter_types_experimental"]![0]!["type"]!);
    }

    [Fact]
    public void InspectAnswersWhetherItFoundAnything()
    {
        var id = kernel.Shell.Send("inspect_request", new { code = "💊b", cursor_pos = 1 });
        var found = kernel.Shell.Receive("inspect_reply", id).Content;
        Assert.True((bool)found["found"]!);
        Assert.Equal("💊", (string)found["data"]!["text/plain"]!);
        id = kernel.Shell.Send("inspect_request", new { code = "", cursor_pos = 0 });
        Assert.False((bool)kernel.Shell.Receive("inspect_reply", id).Content["found"]!);
    }

    [Theory]
    [InlineData("a", "complete")]
    [InlineData("a {", "incomplete")]
    [InlineData("}", "invalid")]
    public void IsCompleteKnowsThreeStates(string code, string status)
    {
        var id = kernel.Shell.Send("is_complete_request", new { code });
        Assert.Equal(status, (string)kernel.Shell.Receive("is_complete_reply", id).Content["status"]!);
    }

    [Fact]
    public void ThereAreNoCommsAndNoHistoryIsKept()
    {
        var id = kernel.Shell.Send("comm_info_request");
        Assert.Equal("{}", kernel.Shell.Receive("comm_info_reply", id).Content["comms"]!.ToJsonString());
        kernel.Execute("value a");
        id = kernel.Shell.Send("history_request", new { hist_access_type = "tail", n = 5 });
        Assert.Empty(kernel.Shell.Receive("history_reply", id).Content["history"]!.AsArray());
    }

    [Fact]
    public void AFieldOfTheWrongTypeIsAnErrorThatNamesIt()
    {
        var id = kernel.Shell.Send("execute_request", new { code = 17 });
        var content = kernel.Shell.Receive("execute_reply", id).Content;
        Assert.Equal("error", (string)content["status"]!);
        Assert.Contains("'code' of execute_request must be a String", (string)content["evalue"]!);
    }
}
