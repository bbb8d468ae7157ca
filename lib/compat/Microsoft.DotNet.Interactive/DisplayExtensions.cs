using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

// The real package puts these beside object, so that every notebook sees them.
namespace System;

/// <summary>Displays a value where a cell's output goes; outside a notebook, on the console.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value in the forms given, or in those preferred for its type.</summary>
    /// <returns>What was shown, to update it later.</returns>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes)
    {
        if (KernelInvocationContext.Current is { } context) return context.Display(value, mimeTypes);
        var mimeType = mimeTypes?.FirstOrDefault() ?? PlainTextFormatter.MimeType;
        return OnConsole(value.ToDisplayString(mimeType), mimeType);
    }

    /// <summary>Shows text that already has the form given.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        KernelInvocationContext.Current is { } context ? context.DisplayAs(value, mimeType) : OnConsole(value, mimeType);

    private static DisplayedValue OnConsole(string text, string mimeType)
    {
        Console.WriteLine(text);
        return new DisplayedValue(Guid.NewGuid().ToString(), [mimeType], context: null);
    }
}
