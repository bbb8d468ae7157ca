using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>The output of one cell as messages whose parent is the request that ran it, also long after it ended.</summary>
internal sealed class CellOutput(KernelChannels channels, InputChannel input, JupyterMessage request) : IOutput
{
    /// <remarks>The engine has gathered it already: at most twenty texts a second.</remarks>
    public void Stream(bool isError, string text) => Publish("stream", new()
    {
        ["name"] = isError ? "stderr" : "stdout",
        ["text"] = text,
    });

    public void Display(MimeBundle bundle, string? displayId = null) => Publish("display_data", Shown(bundle, displayId));

    public void Update(string displayId, MimeBundle bundle) => Publish("update_display_data", Shown(bundle, displayId));

    public void Clear(bool wait) => Publish("clear_output", new() { ["wait"] = wait });

    public string? Input(string prompt, bool password, CancellationToken cancellation) => input.Ask(request, prompt, password, cancellation);

    /// <summary>The value of the cell's last expression.</summary>
    internal void Result(MimeBundle value, int executionCount)
    {
        var content = Shown(value, displayId: null);
        content["execution_count"] = executionCount;
        Publish("execute_result", content);
    }

    internal void Error(CellError error) => Publish("error", ErrorFields(error));

    /// <summary>An error as <c>error</c> messages and replies hold it.</summary>
    internal static Dictionary<string, object?> ErrorFields(CellError error) => new()
    {
        ["ename"] = error.Name,
        ["evalue"] = error.Message,
        ["traceback"] = error.Traceback,
    };

    private static Dictionary<string, object?> Shown(MimeBundle bundle, string? displayId)
    {
        var transient = new Dictionary<string, object?>();
        if (displayId is not null) transient["display_id"] = displayId;
        return new()
        {
            ["data"] = bundle.Data,
            ["metadata"] = new Dictionary<string, object>(),
            ["transient"] = transient,
        };
    }

    private void Publish(string type, Dictionary<string, object?> content) => channels.Publish(type, content, request);
}
