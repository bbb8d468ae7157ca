using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>An ATen operator by name, looked up at its first call.</summary>
internal sealed unsafe class Operator(string name, string overload = "")
{
    private nint handle;

    internal string Name { get; } = overload.Length == 0 ? $"aten::{name}" : $"aten::{name}.{overload}";

    private nint Handle => handle != 0 ? handle : Find();

    private nint Find()
    {
        Library.Check(Library.ct_operator("aten::" + name, overload, out var found));
        return handle = found;
    }

    /// <summary>Calls an operator with one tensor as its result.</summary>
    internal torch.Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result);
        return torch.Tensor.Own(result.Address);
    }

    /// <summary>Calls an operator that writes into its first argument, and gives that argument back.</summary>
    internal torch.Tensor CallInPlace(torch.Tensor self, params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result);
        Library.ct_tensor_free(result.Address);
        return self;
    }

    /// <summary>Calls an operator that changes its arguments and gives nothing back.</summary>
    internal void CallNothing(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result);
    }

    /// <summary>Calls an operator with two tensors as its result.</summary>
    internal (torch.Tensor, torch.Tensor) Call2(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[2];
        Invoke(arguments, results, 2);
        return (torch.Tensor.Own(results[0].Address), torch.Tensor.Own(results[1].Address));
    }

    /// <summary>Calls an operator with three tensors as its result.</summary>
    internal (torch.Tensor, torch.Tensor, torch.Tensor) Call3(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeValue[3];
        Invoke(arguments, results, 3);
        return (torch.Tensor.Own(results[0].Address), torch.Tensor.Own(results[1].Address), torch.Tensor.Own(results[2].Address));
    }

    /// <summary>Calls an operator with a list of tensors as its result.</summary>
    internal torch.Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result);
        var tensors = new torch.Tensor[result.Length];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = torch.Tensor.Own(((nint*)result.Address)[i]);
        Library.ct_free(result.Address);
        return tensors;
    }

    /// <summary>Calls an operator whose result is a truth value.</summary>
    internal bool CallBool(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result);
        return result.Integer != 0;
    }

    /// <summary>Calls an operator whose result is a whole number.</summary>
    internal long CallLong(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result);
        return result.Integer;
    }

    /// <summary>Calls an operator whose result is a number of any type.</summary>
    internal NativeValue CallValue(params ReadOnlySpan<Argument> arguments)
    {
        NativeValue result;
        Invoke(arguments, &result);
        return result;
    }

    private void Invoke(ReadOnlySpan<Argument> arguments, NativeValue* results, int capacity = 1)
    {
        var values = stackalloc NativeValue[arguments.Length];
        var bytes = 0;
        foreach (ref readonly var argument in arguments) bytes += argument.ExtraBytes;
        var rented = bytes > 4096 ? (byte*)NativeMemory.Alloc((nuint)bytes) : null;
        var onStack = stackalloc byte[rented is null ? bytes : 0];
        try
        {
            var extra = rented is null ? onStack : rented;
            for (var i = 0; i < arguments.Length; i++) arguments[i].Write(&values[i], ref extra);
            int count;
            if (Library.ct_call(Handle, values, arguments.Length, results, capacity, &count) != 0) Fail(arguments);
        }
        finally
        {
            if (rented is not null) NativeMemory.Free(rented);
        }
    }

    private void Fail(ReadOnlySpan<Argument> arguments)
    {
        var shown = new string[arguments.Length];
        for (var i = 0; i < shown.Length; i++) shown[i] = arguments[i].Describe();
        Library.Check(1, $"{Name}({string.Join(", ", shown)})");
    }
}
