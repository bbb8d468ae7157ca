using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>Displays through a context one holds.</summary>
public static class KernelInvocationContextExtensions
{
    /// <summary>Shows a value in the forms given, or in those preferred for its type.</summary>
    public static DisplayedValue Display(this KernelInvocationContext context, object? value, params string[] mimeTypes) =>
        Show(context, value, FormattedValue.CreateManyFromObject(value, mimeTypes));

    /// <summary>Shows text that already has the form given.</summary>
    /// <exception cref="ArgumentException">The MIME type is empty.</exception>
    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Show(context, value, [new FormattedValue(mimeType, value)]);
    }

    private static DisplayedValue Show(KernelInvocationContext context, object? value, IReadOnlyList<FormattedValue> forms)
    {
        var displayed = new DisplayedValue(Guid.NewGuid().ToString(), [.. forms.Select(form => form.MimeType)], context);
        context.Publish(new DisplayedValueProduced(value, context.Command, forms, displayed.DisplayId));
        return displayed;
    }
}
