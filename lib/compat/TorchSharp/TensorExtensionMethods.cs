using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>Reading a tensor of one element as a number of C#, converted to the type asked for.</summary>
public static class TensorExtensionMethods
{
    public static float ToSingle(this Tensor value) => value.Only().ToScalar().ToSingle();
    public static double ToDouble(this Tensor value) => value.Only().ToScalar().ToDouble();
    public static sbyte ToSByte(this Tensor value) => value.Only().ToScalar().ToSByte();
    public static byte ToByte(this Tensor value) => value.Only().ToScalar().ToByte();
    public static short ToInt16(this Tensor value) => value.Only().ToScalar().ToInt16();
    public static int ToInt32(this Tensor value) => value.Only().ToScalar().ToInt32();
    public static long ToInt64(this Tensor value) => value.Only().ToScalar().ToInt64();
    public static bool ToBoolean(this Tensor value) => value.Only().ToScalar().ToBoolean();

    private static Tensor Only(this Tensor value) => value.NumberOfElements == 1
        ? value
        : throw new ArgumentException($"Number of elements in the tensor must be 1, not {value.NumberOfElements}");
}
