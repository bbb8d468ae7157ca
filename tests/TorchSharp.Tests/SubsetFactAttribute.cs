/// <summary>A test of what the subset does and the package does not, for the reason given.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SubsetFactAttribute : FactAttribute
{
#if TORCHSHARP_PACKAGE
    public SubsetFactAttribute(string reason) => Skip = reason;
#else
    public SubsetFactAttribute(string reason) => Reason = reason;

    public string Reason { get; }
#endif
}
