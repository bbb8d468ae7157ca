using System.Globalization;
using TorchSharp.Modules;
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

    /// <summary>A parameter of the tensor, which is invalid afterwards.</summary>
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);

    public static string str(
        this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default) =>
        tensor.ToString(style, fltFormat, width, cultureInfo, newLine);

    public static string jlstr(
        this Tensor tensor, string? fltFormat = null, int? width = null, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Julia, fltFormat, width, cultureInfo, newLine);

    public static string npstr(
        this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.Numpy, fltFormat, width, cultureInfo, newLine);

    public static string cstr(
        this Tensor tensor, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null) =>
        tensor.ToString(TensorStringStyle.CSharp, fltFormat, width, cultureInfo, newLine);

    public static string metastr(this Tensor tensor) => tensor.ToString(TensorStringStyle.Metadata);

    /// <summary>Writes the tensor to the console and gives it back.</summary>
    public static Tensor print(
        this Tensor t, string? fltFormat = "g5", int? width = 100, string? newLine = null, CultureInfo? cultureInfo = null,
        TensorStringStyle style = TensorStringStyle.Default)
    {
        Console.WriteLine(t.ToString(style, fltFormat, width, cultureInfo, newLine));
        return t;
    }

    private static Tensor Only(this Tensor value) => value.NumberOfElements == 1
        ? value
        : throw new ArgumentException($"Number of elements in the tensor must be 1, not {value.NumberOfElements}");
}
