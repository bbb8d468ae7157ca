using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Capsules.Kernel.Engine;

/// <summary>The calls that the engine puts into a cell's loops and bodies, so that an interrupt or too deep a recursion ends the cell and not the kernel.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Guard
{
    private static volatile bool armed;

    /// <summary>Ends the cell if it has been interrupted; called in every turn of a loop.</summary>
    public static void Check()
    {
        if (armed) ThrowIfInterrupted();
    }

    /// <summary>As <see cref="Check"/>, and ends a recursion before the stack overflows; called on entering a body.</summary>
    public static void Enter()
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (armed) ThrowIfInterrupted();
    }

    /// <summary>Disposes a value at the end of the cell.</summary>
    public static T DisposeAtEnd<T>(T value)
    {
        if (value is not null) CellContext.Current?.Disposables.Push(value);
        return value;
    }

    /// <summary>Removes the output of the running cell: what a cell means by <see cref="Console.Clear"/>.</summary>
    public static void ClearConsole() => CellContext.Current?.Show(new ClearOutput());

    // Once armed it stays so: what an interrupted cell left in the background must still stop, and a cell that was not
    // interrupted pays one look at its context per turn.
    internal static void Arm() => armed = true;

    // Left to the inliner: marked NoInlining, a tight float loop became four to six times slower.
    private static void ThrowIfInterrupted()
    {
        if (CellContext.Current is { Interrupted: true }) throw new OperationCanceledException("The cell was interrupted.");
    }
}
