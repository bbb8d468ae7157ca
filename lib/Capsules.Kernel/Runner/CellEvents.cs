using System.Text.Json;
using System.Text.Json.Nodes;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Runner;

/// <summary>What a process that runs cells is asked for: a cell, or, without code, to interrupt the running one.</summary>
internal sealed record CellRequest(string? Code, int Cell);

/// <summary>What such a process tells of a cell, one line of JSON each.</summary>
/// <param name="Kind">The member of <see cref="IOutput"/>, or <c>result</c>.</param>
/// <param name="Cell">The cell's number.</param>
/// <param name="Text">Text of a stream, or the id of a display.</param>
/// <param name="Flag">Whether a stream is standard error, or a clear waits.</param>
/// <param name="Data">What is displayed, or the cell's value.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record CellEvent(string Kind, int Cell, string? Text = null, bool Flag = false, JsonObject? Data = null, CellError? Error = null)
{
    public static JsonObject ToJson(MimeBundle bundle) => new(bundle.Data.Select(each =>
        KeyValuePair.Create(each.Key, each.Value is JsonNode node ? node.DeepClone() : (JsonNode?)each.Value.ToString())));

    public static MimeBundle ToBundle(JsonObject data) => new(data.ToDictionary(
        each => each.Key,
        each => each.Value!.GetValueKind() == JsonValueKind.String ? (object)each.Value.GetValue<string>() : each.Value.DeepClone()));

    /// <summary>Passes the event on to the cell's output.</summary>
    public void Show(IOutput output)
    {
        switch (Kind)
        {
            case nameof(IOutput.Stream): output.Stream(Flag, Text!); break;
            case nameof(IOutput.Display): output.Display(ToBundle(Data!), Text); break;
            case nameof(IOutput.Update): output.Update(Text!, ToBundle(Data!)); break;
            case nameof(IOutput.Clear): output.Clear(Flag); break;
            case nameof(IOutput.Background): output.Background(Error!); break;
        }
    }
}
