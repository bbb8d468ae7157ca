using System.Reflection;

namespace Capsules.Kernel;

/// <summary>plotly.js as Plotly.NET holds it.</summary>
internal static class PlotlyScript
{
    /// <summary>The script; null where Plotly.NET.dll does not lie beside this program.</summary>
    public static string? Text { get; } =
        Path.Combine(AppContext.BaseDirectory, "Plotly.NET.dll") is var path && File.Exists(path) ? Resource(Assembly.LoadFrom(path), ".min.js") : null;

    // Asked for a resource alone, the assembly does not load what it needs, such as F#.
    private static string? Resource(Assembly assembly, string ending)
    {
        if (assembly.GetManifestResourceNames().FirstOrDefault(each => each.EndsWith(ending, StringComparison.Ordinal)) is not { } name) return null;
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
