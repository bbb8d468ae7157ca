using System.Runtime.ExceptionServices;
using System.Text.RegularExpressions;

namespace Capsules.Kernel.Engine;

/// <summary>Exceptions on threads of a cell, in its <c>async void</c> methods, finalizers and forgotten tasks: shown under the cell, not the end of the process.</summary>
internal static partial class BackgroundErrors
{
    public static void Install()
    {
        ExceptionHandling.SetUnhandledExceptionHandler(Show);
        TaskScheduler.UnobservedTaskException += (_, forgotten) =>
        {
            if (CellOf(ErrorReport.ForException(forgotten.Exception)) is not null) Show(forgotten.Exception);
            forgotten.SetObserved();
        };
    }

    /// <returns>False where the process must end: the exception is not a cell's.</returns>
    internal static bool Show(Exception exception)
    {
        if (KernelThread.IsCurrent) return false;
        var error = ErrorReport.ForException(exception);
        if ((CellOf(error) ?? CellContext.Current) is not { } cell) return false;
        // What an interrupted cell left running ends so.
        if (cell.Interrupted && exception is OperationCanceledException or AggregateException { InnerException: OperationCanceledException }) return true;
        cell.Show(new BackgroundError(error with { Traceback = ["An exception ended a thread or a task that this cell had started.", .. error.Traceback] }));
        return true;
    }

    // The execution context is gone by now, but a frame names its cell.
    private static CellContext? CellOf(CellError error) =>
        error.Traceback.Select(line => CellFrame().Match(line)).FirstOrDefault(match => match.Success) is { } frame
            ? CellContext.Numbered(int.Parse(frame.Groups[1].Value)) : null;

    [GeneratedRegex(@" in cell\[(\d+)\]:line ")]
    private static partial Regex CellFrame();
}
