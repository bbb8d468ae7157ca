using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>Turns what went wrong in a cell into what its author needs to read.</summary>
internal static partial class ErrorReport
{
    public static string CellPath(int executionCount) => $"cell[{executionCount}]";

    /// <summary>What ended a cell.</summary>
    public static CellError For(CellContext cell, Exception exception) => exception switch
    {
        CompilationException { Errors: { Count: > 0 } errors } => ForDiagnostics(errors),
        DirectiveException directive => ForDirective(CellPath(cell.ExecutionCount), directive.Line, directive.Message),
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
            if (error.Location is { IsInSource: true, SourceTree: { } tree } location)
                lines.AddRange(Excerpt(tree.GetText().Lines[location.GetLineSpan().StartLinePosition.Line].ToString(), location));
        }
        var first = errors[0];
        return new CellError("CompilationError", first.ToString(), lines, LineOf(first));
    }

    // Reported as the compiler reports code.
    private static CellError ForDirective(string path, int line, string message)
    {
        var text = $"{path}({line},1): error: {message}";
        return new CellError("CompilationError", text, [text], line);
    }

    // Its message, the person's own frames, and what caused it.
    private static CellError ForException(Exception exception)
    {
        exception = Unwrap(exception);
        var lines = new List<string>();
        Append(lines, exception, "");
        return new CellError(exception.GetType().FullName!, exception.Message, lines, UserFrames(exception).Select(frame => (int?)frame.Line).FirstOrDefault());
    }

    public static CellError ForInterrupt(bool stillRuns)
    {
        string[] lines = stillRuns
            ? ["The cell was interrupted.",
               "Its last call did not stop: it runs on in the background until it ends (a native call, or a library's own loop)."]
            : ["The cell was interrupted."];
        return new CellError("Interrupted", lines[0], lines, null);
    }

    private static Exception Unwrap(Exception exception) => exception switch
    {
        System.Reflection.TargetInvocationException { InnerException: { } inner } => Unwrap(inner),
        AggregateException { InnerExceptions.Count: 1 } aggregate => Unwrap(aggregate.InnerException!),
        _ => exception,
    };

    private static void Append(List<string> lines, Exception exception, string prefix)
    {
        lines.AddRange($"{prefix}{exception.GetType()}: {exception.Message}".Split('\n').Select(line => line.TrimEnd('\r')));
        lines.AddRange(UserFrames(exception).Select(frame => $"   at {frame.Method} in {frame.File}:line {frame.Line}"));
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

    // The compiler's names for a cell's own code and for what it makes of lambdas and async methods.
    private static string MethodName(System.Reflection.MethodBase method)
    {
        var type = method.DeclaringType!;
        var name = method.Name == "MoveNext" ? type.Name : method.Name;
        var match = GeneratedName().Match(name);
        if (match.Success) name = match.Groups[1].Value.Trim('<', '>') is "Initialize" or "" ? "the cell" : match.Groups[1].Value.Trim('<', '>');
        if (name is "Initialize" or "<Initialize>" or ".ctor" && type.Name.StartsWith("Submission#", StringComparison.Ordinal)) return "the cell";
        while (type is { DeclaringType: { } outer } && type.Name.StartsWith('<')) type = outer;
        return type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? name : $"{type.Name}.{name}";
    }

    [GeneratedRegex("^<(.*?)>+[a-z]__")]
    private static partial Regex GeneratedName();

    private static int? LineOf(Diagnostic error) =>
        error.Location.IsInSource ? error.Location.GetLineSpan().StartLinePosition.Line + 1 : null;

    private static IEnumerable<string> Excerpt(string line, Location location)
    {
        var column = location.GetLineSpan().StartLinePosition.Character;
        var marks = Math.Max(1, Math.Min(location.SourceSpan.Length, line.Length - column));
        yield return "    " + line;
        yield return "    " + new string(' ', column) + new string('^', marks);
    }
}
