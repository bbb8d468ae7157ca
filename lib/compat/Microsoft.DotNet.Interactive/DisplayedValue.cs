using Microsoft.DotNet.Interactive.Events;

namespace Microsoft.DotNet.Interactive;

/// <summary>Something on screen that can be replaced.</summary>
public class DisplayedValue
{
    private readonly KernelInvocationContext? _context;
    private readonly string[] _mimeTypes;

    internal DisplayedValue(string displayId, string[] mimeTypes, KernelInvocationContext? context)
    {
        DisplayId = displayId;
        _mimeTypes = mimeTypes;
        _context = context;
    }

    /// <summary>What names the display.</summary>
    public string DisplayId { get; }

    /// <summary>Shows another value in its place, in the same forms.</summary>
    public void Update(object? updatedValue)
    {
        var context = KernelInvocationContext.Current ?? _context;
        context?.Publish(new DisplayedValueUpdated(
            updatedValue, DisplayId, context.Command, FormattedValue.CreateManyFromObject(updatedValue, _mimeTypes)));
    }
}
