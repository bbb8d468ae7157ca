using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>The output of one cell as messages whose parent is the request that ran it, also long after it ended.</summary>
internal sealed class CellOutput(KernelChannels channels, JupyterMessage request, int count) : IOutput
{
    private readonly bool isSilent = request.Get("silent", false);

    public void Show(CellEvent shown)
    {
        switch (shown)
        {
            case StreamText text:
                Publish("stream", new { name = text.IsError ? "stderr" : "stdout", text = text.Text });
                break;
            case BackgroundError background:
                Publish("stream", new { name = "stderr", text = background.Error.Text + "\n" });
                break;
            case DisplayData display:
                Publish(display.IsUpdate ? "update_display_data" : "display_data", new { data = display.Data, metadata = new { }, transient = new { display_id = display.Id } });
                break;
            case ClearOutput:
                Publish("clear_output", new { wait = false });
                break;
            case CellResult { Value: { } value }:
                Publish("execute_result", new { data = value, metadata = new { }, execution_count = count });
                break;
            case CellResult { Error: { } error }:
                Publish("error", new { ename = error.Name, evalue = error.Message, traceback = error.Traceback });
                break;
        }
    }

    public string? Input(string prompt, bool password, CancellationToken cancellation) => channels.Ask(request, prompt, password, cancellation);

    public void Publish(string type, object content)
    {
        if (!isSilent) channels.Publish(type, content, request);
    }
}
