using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number with its type: whole, floating or truth value.</summary>
public sealed class Scalar : IDisposable
{
    private Scalar(Argument argument, torch.ScalarType type) => (Argument, Type) = (argument, type);

    internal Argument Argument { get; }

    public torch.ScalarType Type { get; }

    public static implicit operator Scalar(byte value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(sbyte value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(short value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(int value) => new((long)value, torch.ScalarType.Int64);
    public static implicit operator Scalar(long value) => new(value, torch.ScalarType.Int64);
    public static implicit operator Scalar(Half value) => new((double)value, torch.ScalarType.Float64);
    public static implicit operator Scalar(float value) => new((double)value, torch.ScalarType.Float64);
    public static implicit operator Scalar(double value) => new(value, torch.ScalarType.Float64);
    public static implicit operator Scalar(bool value) => new(value, torch.ScalarType.Bool);

    internal static Scalar From(NativeValue value, torch.ScalarType type) => value.Kind switch
    {
        Kind.Int => new(value.Integer, type),
        Kind.Double => new(value.Number, type),
        Kind.Bool => new(value.Integer != 0, type),
        _ => throw new NotSupportedException($"a scalar of type {type} is not supported"),
    };

    internal double AsDouble() => Argument.Kind == Kind.Double ? BitConverter.Int64BitsToDouble(Argument.Bits) : Argument.Bits;

    internal long AsLong() => Argument.Kind == Kind.Double ? (long)BitConverter.Int64BitsToDouble(Argument.Bits) : Argument.Bits;

    public void Dispose()
    {
    }
}
