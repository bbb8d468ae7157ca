namespace TorchSharp.Modules;

/// <summary>A tensor that a module trains. It takes over the tensor it is made of, which is invalid afterwards.</summary>
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true) : this(data, data.OwningDisposeScope, requires_grad)
    {
    }

    // The scope that owned the tensor owns the parameter.
    private Parameter(torch.Tensor data, DisposeScope? scope, bool requires_grad)
        : base(data.with_requires_grad(requires_grad).DecoupleFromNativeHandle())
    {
        if (scope is not null && scope != OwningDisposeScope) MoveToOtherDisposeScope(scope);
    }
}
