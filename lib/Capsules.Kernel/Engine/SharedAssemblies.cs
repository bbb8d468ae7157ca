using System.Reflection.PortableExecutable;

namespace Capsules.Kernel.Engine;

/// <summary>Assemblies that kernel and cells have in common, and that every cell may use without a <c>#r</c>.</summary>
internal static class SharedAssemblies
{
    private static readonly Type[] s_display =
    [
        typeof(Microsoft.AspNetCore.Html.IHtmlContent),
        typeof(Microsoft.DotNet.Interactive.Formatting.Formatter),
        typeof(Microsoft.DotNet.Interactive.Kernel),
        // Holds the call that guards a cell's loops.
        typeof(Guard),
    ];

    /// <summary>Files that every cell refers to: the framework and the display API.</summary>
    public static IReadOnlyList<string> References { get; } =
    [
        .. DllsBeside(typeof(object)).Where(IsManaged),
        .. s_display.Select(type => type.Assembly.Location),
    ];

    /// <summary>Simple names that always mean the kernel's own copy.</summary>
    public static IReadOnlySet<string> Names { get; } = References
        .Concat(DllsBeside(typeof(Microsoft.AspNetCore.Html.IHtmlContent)))
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static string[] DllsBeside(Type type) =>
        Directory.GetFiles(Path.GetDirectoryName(type.Assembly.Location)!, "*.dll");

    private static bool IsManaged(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        return reader.HasMetadata;
    }
}
