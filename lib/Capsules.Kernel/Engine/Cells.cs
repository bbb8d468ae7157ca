using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Capsules.Kernel.Engine;

/// <summary>Something that a cell shows. It may come after the cell has ended, from work in the background.</summary>
[JsonDerivedType(typeof(StreamText), nameof(StreamText))]
[JsonDerivedType(typeof(DisplayData), nameof(DisplayData))]
[JsonDerivedType(typeof(ClearOutput), nameof(ClearOutput))]
[JsonDerivedType(typeof(BackgroundError), nameof(BackgroundError))]
[JsonDerivedType(typeof(CellResult), nameof(CellResult))]
internal abstract record CellEvent;

internal sealed record StreamText(bool IsError, string Text) : CellEvent;

/// <summary>A value in several forms, MIME type to content: a string, or an object for JSON types. An update replaces the displays of its id.</summary>
internal sealed record DisplayData(JsonObject Data, string? Id = null, bool IsUpdate = false) : CellEvent;

internal sealed record ClearOutput : CellEvent;

/// <summary>An exception that ended a thread or a task of the cell.</summary>
internal sealed record BackgroundError(CellError Error) : CellEvent;

internal sealed record CellResult(JsonObject? Value, CellError? Error) : CellEvent;

/// <summary>Why a cell failed, with the lines to show and, where known, the first line of the cell concerned (1-based).</summary>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback, int? Line)
{
    [JsonIgnore]
    public string Text => string.Join('\n', Traceback);

    public static CellError Of(string name, string message) => new(name, message, [message], null);
}

/// <summary>Where a running cell's output goes: a Jupyter front end, an executed notebook, a test.</summary>
internal interface IOutput
{
    void Show(CellEvent shown);

    /// <summary>Asks the person for a line, until the cell is interrupted; an exception where nobody can answer.</summary>
    string? Input(string prompt, bool password, CancellationToken cancellation) =>
        throw new InvalidOperationException("The cell asks for input, and nobody is there to answer.");
}

internal interface ICellRunner
{
    /// <summary>Runs a cell to its end. Calls come one at a time.</summary>
    Task<CellResult> ExecuteAsync(string code, int executionCount, IOutput output);

    /// <summary>Stops the running cell; variables keep their values.</summary>
    void Interrupt();
}

/// <summary>A cell runner that also helps while a person types. Positions are UTF-16 offsets.</summary>
internal interface IEngine : ICellRunner
{
    Completions Complete(string code, int cursor);

    /// <summary>Documentation, or the signatures of the call; null where there is nothing to say.</summary>
    string? Inspect(string code, int cursor);

    Completeness IsComplete(string code);
}

/// <summary>What may replace the text from <paramref name="Start"/> to <paramref name="End"/>.</summary>
internal sealed record Completions(IReadOnlyList<CompletionItem> Items, int Start, int End);

/// <summary>One completion and its kind (<c>method</c>, <c>property</c>, <c>class</c>, …).</summary>
internal sealed record CompletionItem(string Text, string Kind);

/// <summary>Whether code is a whole cell, wants more lines, or is wrong.</summary>
internal enum Completeness
{
    Complete,
    Incomplete,
    Invalid,
}
