namespace TorchSharp.Native;

/// <summary>One argument of an operator, not yet in native form. <c>default</c> is None.</summary>
internal readonly struct Argument
{
    internal readonly Kind Kind;
    internal readonly int Length;
    internal readonly long Bits;

    // What must stay alive, or be copied, until the call is made: a tensor, an array, a string.
    internal readonly object? Owner;

    private Argument(Kind kind, long bits = 0, object? owner = null, int length = 0)
    {
        Kind = kind;
        Bits = bits;
        Owner = owner;
        Length = length;
    }

    public static implicit operator Argument(torch.Tensor? value) => value is null ? default : new(Kind.Tensor, value.Handle, value);
    public static implicit operator Argument(long value) => new(Kind.Int, value);
    public static implicit operator Argument(int value) => new(Kind.Int, value);
    public static implicit operator Argument(long? value) => value is { } v ? new(Kind.Int, v) : default;
    public static implicit operator Argument(double value) => new(Kind.Double, BitConverter.DoubleToInt64Bits(value));
    public static implicit operator Argument(double? value) => value is { } v ? v : default(Argument);
    public static implicit operator Argument(bool value) => new(Kind.Bool, value ? 1 : 0);
    public static implicit operator Argument(bool? value) => value is { } v ? v : default(Argument);
    public static implicit operator Argument(torch.ScalarType value) => new(Kind.Int, (long)value);
    public static implicit operator Argument(torch.ScalarType? value) => value is { } v ? v : default(Argument);
    public static implicit operator Argument(Scalar? value) => value?.Argument ?? default;
    public static implicit operator Argument(long[]? value) => value is null ? default : new(Kind.Ints, 0, value, value.Length);
    public static implicit operator Argument(ReadOnlySpan<long> value) => value.ToArray();
    public static implicit operator Argument(double[]? value) => value is null ? default : new(Kind.Doubles, 0, value, value.Length);
    public static implicit operator Argument(bool[]? value) => value is null ? default : new(Kind.Bools, 0, value, value.Length);
    public static implicit operator Argument(torch.Tensor?[] value) => new(Kind.Tensors, 0, value, value.Length);
    public static implicit operator Argument(string? value) => value is null ? default : new(Kind.String, 0, System.Text.Encoding.UTF8.GetBytes(value));
    public static implicit operator Argument(torch.Device? value) =>
        value is null ? default : new(Kind.Device, value.index, null, (int)value.type);
    public static implicit operator Argument(torch.Generator? value) =>
        value is null ? default : new(Kind.Generator, value.Handle, value);

    /// <summary>Bytes this argument needs beside the argument list.</summary>
    internal int ExtraBytes => Kind switch
    {
        Kind.Ints or Kind.Doubles or Kind.Tensors => Length * 8,
        Kind.Bools => (Length + 7) & ~7,
        Kind.String => (((byte[])Owner!).Length + 7) & ~7,
        _ => 0,
    };

    /// <summary>Writes the native form; lists are copied to <paramref name="extra"/>.</summary>
    internal unsafe void Write(NativeValue* value, ref byte* extra)
    {
        value->Kind = Kind;
        value->Length = Length;
        value->Integer = Bits;
        if (Kind is not (Kind.Ints or Kind.Doubles or Kind.Tensors or Kind.Bools or Kind.String)) return;
        value->Address = (nint)extra;
        switch (Kind)
        {
            case Kind.Ints: ((long[])Owner!).CopyTo(new Span<long>(extra, Length)); break;
            case Kind.Doubles: ((double[])Owner!).CopyTo(new Span<double>(extra, Length)); break;
            case Kind.Bools: ((bool[])Owner!).CopyTo(new Span<bool>(extra, Length)); break;
            case Kind.String:
                var text = (byte[])Owner!;
                text.CopyTo(new Span<byte>(extra, text.Length));
                value->Length = text.Length;
                break;
            case Kind.Tensors:
                var tensors = (torch.Tensor?[])Owner!;
                for (var i = 0; i < tensors.Length; i++) ((nint*)extra)[i] = tensors[i]?.Handle ?? 0;
                break;
        }
        extra += ExtraBytes;
    }

    /// <summary>What an error message shows: type and shape of a tensor, the value of anything else.</summary>
    internal string Describe() => Kind switch
    {
        Kind.None => "None",
        Kind.Tensor => torch.Tensor.Describe((torch.Tensor)Owner!),
        Kind.Int => Bits.ToString(),
        Kind.Double => BitConverter.Int64BitsToDouble(Bits).ToString("R", System.Globalization.CultureInfo.InvariantCulture),
        Kind.Bool => Bits != 0 ? "true" : "false",
        Kind.Ints => $"[{string.Join(", ", (long[])Owner!)}]",
        Kind.Doubles => $"[{string.Join(", ", (double[])Owner!)}]",
        Kind.Bools => $"[{string.Join(", ", (bool[])Owner!)}]",
        Kind.String => $"\"{System.Text.Encoding.UTF8.GetString((byte[])Owner!)}\"",
        Kind.Tensors => $"[{string.Join(", ", ((torch.Tensor?[])Owner!).Select(t => t is null ? "None" : torch.Tensor.Describe(t)))}]",
        Kind.Device => $"device {(DeviceType)Length}:{Bits}",
        _ => Kind.ToString(),
    };
}
