namespace Plotly.NET.CSharp;

/// <summary>An argument that may be left out; a value converts to it.</summary>
/// <remarks>A value whose static type is an interface does not convert (a C# rule): write <c>new(value, true)</c>.</remarks>
public record struct Optional<T>(T Value, bool IsSome)
{
    public static implicit operator Optional<T>(T Value) => new(Value, true);
}
