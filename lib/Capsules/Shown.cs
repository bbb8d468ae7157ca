using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules;

/// <summary>Values shown in a place that can be updated.</summary>
internal static class Shown
{
    /// <summary>Shows a value through the running cell: what the package's own <c>Display()</c> gives back updates another place.</summary>
    public static DisplayedValue Place(object value, params string[] mimeTypes) =>
        KernelInvocationContext.Current is { } context ? context.Display(value, mimeTypes) : value.Display(mimeTypes);
}
