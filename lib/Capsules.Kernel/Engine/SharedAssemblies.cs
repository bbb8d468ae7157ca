namespace Capsules.Kernel.Engine;

/// <summary>Assemblies that kernel and cells have in common, and that every cell may use without a <c>#r</c>.</summary>
internal static class SharedAssemblies
{
    private static readonly Type[] Display =
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
        .. Beside(typeof(object)),
        .. Display.Select(type => type.Assembly.Location),
    ];

    /// <summary>Simple names that always mean the kernel's own copy.</summary>
    public static IReadOnlySet<string> Names { get; } = References
        .Concat(Beside(typeof(Microsoft.AspNetCore.Html.IHtmlContent)))
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    // Of all that this process was started with; native libraries are not among it.
    private static IEnumerable<string> Beside(Type type) => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == Path.GetDirectoryName(type.Assembly.Location)).Distinct();
}
