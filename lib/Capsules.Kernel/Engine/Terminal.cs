namespace Capsules.Kernel.Engine;

/// <summary>The process's own standard output and error, past <see cref="Console"/>, which belongs to the cells once an engine runs.</summary>
/// <remarks>Both streams keep a copy of their descriptor, so they lead outside also while <see cref="NativeOutput"/> has taken it over.</remarks>
internal static class Terminal
{
    public static TextWriter Out { get; } = Open(Console.OpenStandardOutput());

    public static TextWriter Error { get; } = Open(Console.OpenStandardError());

    private static TextWriter Open(Stream stream) => TextWriter.Synchronized(new StreamWriter(stream) { AutoFlush = true });
}
