namespace Capsules.Kernel.Engine;

/// <summary>One thing to show, in several forms.</summary>
/// <param name="Data">MIME type to content: a string, or a <see cref="System.Text.Json.Nodes.JsonNode"/> for JSON types.</param>
public sealed record MimeBundle(IReadOnlyDictionary<string, object> Data);

/// <summary>Where a running cell's output goes: a Jupyter front end, an executed notebook, a test.</summary>
/// <remarks>Every member may be called from any thread, also after the cell has ended (late background output keeps its cell).</remarks>
public interface IOutput
{
    /// <summary>Text written to standard output or standard error.</summary>
    void Stream(bool isError, string text);

    /// <summary>Shows a bundle; with a display id it can be replaced later.</summary>
    void Display(MimeBundle bundle, string? displayId = null);

    /// <summary>Replaces every display that has this id.</summary>
    void Update(string displayId, MimeBundle bundle);

    /// <summary>Removes the cell's output so far, at once or when the next output comes.</summary>
    void Clear(bool wait);

    /// <summary>An exception that ended a thread or a task of the cell.</summary>
    void Background(CellError error) => Stream(isError: true, string.Join('\n', error.Traceback) + "\n");

    /// <summary>Asks the person for a line.</summary>
    /// <exception cref="InvalidOperationException">Nobody can answer: the front end allows no input.</exception>
    /// <exception cref="OperationCanceledException">The cell was interrupted while it waited.</exception>
    string? Input(string prompt, bool password, CancellationToken cancellation) =>
        throw new InvalidOperationException("The cell asks for input, and nobody is there to answer.");
}

/// <summary>Why a cell failed.</summary>
/// <param name="Name">Exception type, or <c>CompilationError</c>, or <c>Interrupted</c>.</param>
/// <param name="Message">The message.</param>
/// <param name="Traceback">Lines to show: diagnostics with line and column, or the user's frames with the cell's line numbers.</param>
/// <param name="Line">First line of the cell concerned, 1-based, where known.</param>
public sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback, int? Line);

/// <summary>How a cell ended: a value to show, an error, or neither.</summary>
public sealed record CellResult(MimeBundle? Value, CellError? Error);

/// <summary>Completions for a cursor; <paramref name="Start"/> and <paramref name="End"/> are UTF-16 offsets of the text replaced.</summary>
public sealed record Completions(IReadOnlyList<CompletionItem> Items, int Start, int End);

/// <summary>One completion and its kind (<c>method</c>, <c>property</c>, <c>class</c>, …).</summary>
public sealed record CompletionItem(string Text, string Kind);

/// <summary>Whether code is a whole cell, wants more lines, or is wrong.</summary>
public enum Completeness
{
    /// <summary>A whole cell.</summary>
    Complete,

    /// <summary>More lines are wanted.</summary>
    Incomplete,

    /// <summary>No further line can mend it.</summary>
    Invalid,
}

/// <summary>Runs C# cells in one state.</summary>
public interface ICellRunner
{
    /// <summary>Runs a cell to its end. Calls come one at a time.</summary>
    Task<CellResult> ExecuteAsync(string code, int executionCount, IOutput output);

    /// <summary>Stops the running cell; variables keep their values.</summary>
    void Interrupt();
}

/// <summary>A cell runner that also helps while a person types.</summary>
public interface IEngine : ICellRunner
{
    /// <summary>Completions at a UTF-16 offset.</summary>
    Completions Complete(string code, int cursor);

    /// <summary>Documentation, or the signatures of the call, at a UTF-16 offset; null where there is nothing to say.</summary>
    MimeBundle? Inspect(string code, int cursor, int detailLevel);

    /// <summary>Whether the code is a whole cell; with <see cref="Completeness.Incomplete"/>, the indent of the next line.</summary>
    (Completeness State, string Indent) IsComplete(string code);
}
