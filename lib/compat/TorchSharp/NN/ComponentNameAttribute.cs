namespace TorchSharp;

/// <summary>The name under which a field of a module is registered.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ComponentNameAttribute : Attribute
{
    public string? Name { get; set; }
}
