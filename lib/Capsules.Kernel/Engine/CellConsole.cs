namespace Capsules.Kernel.Engine;

/// <summary>What cells call in place of members of <see cref="Console"/> that mean a terminal.</summary>
public static class CellConsole
{
    /// <summary>Removes the output of the running cell; cells call it as <c>Console.Clear()</c>.</summary>
    public static void Clear()
    {
        if (CellContext.Current is not { } cell) return;
        cell.Stream.Clear();
        cell.Output.Clear(wait: false);
    }
}
