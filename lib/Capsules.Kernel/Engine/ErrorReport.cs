using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>Turns what went wrong in a cell into what its author needs to read.</summary>
internal static partial class ErrorReport
{
    /// <summary>Frames of a traceback shown at each of its ends.</summary>
    private const int MostFrames = 10;

    private const string Interrupted = "The cell was interrupted.";

    // What C# scripts cannot do, and what to write instead.
    private static readonly Dictionary<string, string> Hints = new()
    {
        ["CS1109"] = "In a cell, write the extension method by itself, outside of any class: static int Twice(this int x) => 2 * x;",
        ["CS9283"] = "In a cell, write extension methods outside of any class: static int Twice(this int x) => 2 * x;",
        ["CS7021"] = "A cell has no namespaces: leave the namespace out, or put the code into a library.",
        ["CS8345"] = "Variables at the top of a cell are kept for later cells, which a ref struct cannot be: put the code into braces or a function.",
        ["CS9054"] = "Types of a cell are visible to later cells: leave out 'file'.",
    };

    public static string CellPath(int executionCount) => $"cell[{executionCount}]";

    public static CellError For(CellContext cell, Exception exception) => exception switch
    {
        CompilationException { Errors: { Count: > 0 } errors } => ForDiagnostics(errors),
        // Reported as the compiler reports code.
        DirectiveException { Line: var line, Message: var message } =>
            CellError.Of("CompilationError", $"{CellPath(cell.ExecutionCount)}({line},1): error: {message}") with { Line = line },
        _ when cell.Interrupted => ForInterrupt(stillRuns: false),
        _ => ForException(exception),
    };

    // Line and column, each with the line it is about.
    private static CellError ForDiagnostics(IReadOnlyList<Diagnostic> errors)
    {
        var lines = new List<string>();
        foreach (var error in errors)
        {
            lines.Add(error.ToString());
            if (!error.Location.IsInSource) continue;
            var start = error.Location.GetLineSpan().StartLinePosition;
            var line = error.Location.SourceTree!.GetText().Lines[start.Line].ToString();
            lines.Add("    " + line);
            lines.Add("    " + new string(' ', start.Character) + new string('^', Math.Clamp(error.Location.SourceSpan.Length, 1, Math.Max(1, line.Length - start.Character))));
        }
        lines.AddRange(errors.Select(error => Hints.GetValueOrDefault(error.Id)).OfType<string>().Distinct());
        var first = errors[0];
        return new CellError("CompilationError", first.ToString(), lines, first.Location.IsInSource ? first.Location.GetLineSpan().StartLinePosition.Line + 1 : null);
    }

    // Its message, the person's own frames, and what caused it.
    public static CellError ForException(Exception exception)
    {
        exception = Unwrap(exception);
        var lines = new List<string>();
        Append(lines, exception, "");
        return new CellError(exception.GetType().FullName!, exception.Message, lines, UserFrames(exception).Select(frame => (int?)frame.Line).FirstOrDefault());
    }

    public static CellError ForInterrupt(bool stillRuns) => stillRuns
        ? new("Interrupted", Interrupted, [Interrupted, "Its last call did not stop: it runs on in the background until it ends (a native call, or a library's own loop)."], null)
        : CellError.Of("Interrupted", Interrupted);

    private static Exception Unwrap(Exception exception) => exception switch
    {
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions.Count: 1 } aggregate => Unwrap(aggregate.InnerException!),
        _ => exception,
    };

    private static void Append(List<string> lines, Exception exception, string prefix)
    {
        var message = exception is InsufficientExecutionStackException ? "The recursion is too deep: it has used up the stack." : exception.Message;
        lines.AddRange($"{prefix}{exception.GetType()}: {message}".Split('\n').Select(line => line.TrimEnd('\r')));
        var frames = UserFrames(exception).Select(frame => $"   at {frame.Method} in {frame.File}:line {frame.Line}").ToArray();
        if (frames.Length <= 2 * MostFrames) lines.AddRange(frames);
        else lines.AddRange([.. frames[..MostFrames], $"   … {frames.Length - 2 * MostFrames:N0} more frames", .. frames[^MostFrames..]]);
        if (exception is AggregateException aggregate)
            foreach (var inner in aggregate.InnerExceptions)
                Append(lines, inner, " ---> ");
        else if (exception.InnerException is { } inner)
            Append(lines, inner, " ---> ");
    }

    private static IEnumerable<(string Method, string File, int Line)> UserFrames(Exception exception) =>
        from frame in new StackTrace(exception, fNeedFileInfo: true).GetFrames()
        let method = frame.GetMethod()
        where method?.DeclaringType?.Assembly is { IsDynamic: false, Location: "" } && frame.GetFileName() is not null
        select (MethodName(method), ShortName(frame.GetFileName()!), frame.GetFileLineNumber());

    // The compiler makes a cell's name a path in the notebook's folder.
    private static string ShortName(string file) => Path.GetFileName(file) is var name && name.StartsWith("cell[", StringComparison.Ordinal) ? name : file;

    // What the compiler makes of a cell, of lambdas and of async methods has a name with theirs in angle brackets.
    private static string MethodName(System.Reflection.MethodBase method)
    {
        var type = method.DeclaringType!;
        var generated = GeneratedName().Match($"{type.Name}.{method.Name}");
        var name = generated.Success ? generated.Groups[1].Value : method.Name;
        while (type is { DeclaringType: { } outer } && type.Name.StartsWith('<')) type = outer;
        if (!type.Name.StartsWith("Submission#", StringComparison.Ordinal)) return $"{type.Name}.{name}";
        return name is "<Initialize>" or ".ctor" ? "the cell" : name;
    }

    [GeneratedRegex(@"<(<?\w+>?)>")]
    private static partial Regex GeneratedName();
}
