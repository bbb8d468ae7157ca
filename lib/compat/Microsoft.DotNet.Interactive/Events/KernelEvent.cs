using Microsoft.DotNet.Interactive.Commands;

namespace Microsoft.DotNet.Interactive.Events;

/// <summary>Something that happened while a command ran.</summary>
public abstract class KernelEvent(KernelCommand command)
{
    /// <summary>The command that was running.</summary>
    public KernelCommand Command { get; } = command;
}

/// <summary>A value that is to be shown.</summary>
public abstract class DisplayEvent(
    object? value,
    KernelCommand command,
    IReadOnlyCollection<FormattedValue>? formattedValues = null,
    string? valueId = null) : KernelEvent(command)
{
    /// <summary>The value itself.</summary>
    public object? Value { get; } = value;

    /// <summary>The value in each form asked for.</summary>
    public IReadOnlyCollection<FormattedValue> FormattedValues { get; } = formattedValues ?? [];

    /// <summary>What names this display when it is replaced later.</summary>
    public string? ValueId { get; } = valueId;
}

/// <summary>A value is shown for the first time.</summary>
public class DisplayedValueProduced(
    object? value,
    KernelCommand command,
    IReadOnlyCollection<FormattedValue>? formattedValues = null,
    string? valueId = null) : DisplayEvent(value, command, formattedValues, valueId);

/// <summary>A displayed value is replaced.</summary>
public class DisplayedValueUpdated(
    object? value,
    string valueId,
    KernelCommand command,
    IReadOnlyCollection<FormattedValue>? formattedValues = null) : DisplayEvent(value, command, formattedValues, valueId);
