using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A value in one form.</summary>
public class FormattedValue
{
    /// <summary>Pairs a form with its text.</summary>
    /// <exception cref="ArgumentException">The MIME type is empty.</exception>
    public FormattedValue(string mimeType, string value)
    {
        if (string.IsNullOrWhiteSpace(mimeType))
            throw new ArgumentException("Value cannot be null or whitespace.", nameof(mimeType));
        MimeType = mimeType;
        Value = value;
    }

    /// <summary>The form.</summary>
    public string MimeType { get; }

    /// <summary>The text.</summary>
    public string Value { get; }

    /// <summary>The value in the first form preferred for its type, or in the form given.</summary>
    public static FormattedValue CreateSingleFromObject(object? value, string? mimeType = null)
    {
        mimeType ??= PreferredFor(value)[0];
        return new FormattedValue(mimeType, value.ToDisplayString(mimeType));
    }

    /// <summary>The value in every form preferred for its type, or in the forms given.</summary>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[] mimeTypes)
    {
        if (mimeTypes is null || mimeTypes.Length == 0) mimeTypes = PreferredFor(value);
        return [.. mimeTypes.Select(mimeType => new FormattedValue(mimeType, value.ToDisplayString(mimeType)))];
    }

    private static string[] PreferredFor(object? value) =>
        value is null ? [Formatter.DefaultMimeType] : [.. Formatter.GetPreferredMimeTypesFor(value.GetType())];
}
