using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

public class Printing
{
    private static readonly float[] Mixed = [0, 3.141f, 6.2834f, 3.14152f, 6.28e-06f, -13.141529f, 0.01f, 4713.14f];

    private static string Text(Tensor tensor, TensorStringStyle style) =>
        tensor.ToString(style, cultureInfo: CultureInfo.InvariantCulture, newLine: "\n");

    [Fact]
    public void JuliaAlignsColumnsAndNamesSlices()
    {
        using var scope = NewDisposeScope();
        const string head = "], type = Float32, device = cpu";
        Assert.Equal($"[2x2{head}", zeros(2, 2).ToString());
        Assert.Equal($"[{head}, value = 3.14", Text(tensor(3.14f), julia));
        Assert.Equal($"[4{head}\n 0 0 0 0\n", Text(zeros(4), julia));
        Assert.Equal($"[2x4{head}\n        0   3.141 6.2834 3.1415\n 6.28e-06 -13.142   0.01 4713.1\n", Text(tensor(Mixed, [2, 4]), julia));
        Assert.Equal(
            $"[2x1x4{head}\n[0,..,..] =\n 0 3.141 6.2834 3.1415\n\n[1,..,..] =\n 6.28e-06 -13.142 0.01 4713.1\n",
            Text(tensor(Mixed, [2, 1, 4]), julia));
        Assert.Equal($"[{head}, value = 3.14E+000", tensor(3.14f).jlstr("E2", cultureInfo: CultureInfo.InvariantCulture));
    }

    [Fact]
    public void NumpyBracketsRowsAndLeavesOutTheMiddle()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[0, 0, 0, 0]", Text(zeros(4), numpy));
        Assert.Equal("[]", Text(zeros(0), numpy));
        Assert.Equal("[1, 1, 1, ... 1, 1, 1]", Text(ones(100, ScalarType.Int32), numpy));
        Assert.Equal("[[0, 3.141, 6.2834, 3.1415]\n [6.28e-06, -13.142, 0.01, 4713.1]]", Text(tensor(Mixed, [2, 4]), numpy));
        Assert.Equal("[[[0, 3.141]\n  [6.2834, 3.1415]]\n\n [[6.28e-06, -13.142]\n  [0.01, 4713.1]]]", Text(tensor(Mixed, [2, 2, 2]), numpy));
        Assert.Equal(
            "[[0, 1]\n [2, 3]\n [4, 5]\n ...\n [14, 15]\n [16, 17]\n [18, 19]]", Text(arange(20).reshape(10, 2), numpy));
    }

    [Fact]
    public void CSharpIsAnArrayInitializer()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("[4], type = Float32, device = cpu, value = float [] {0f, 0f, 0f, 0f}", Text(zeros(4), csharp));
        Assert.Equal(
            "[2x10], type = Int32, device = cpu, value = \nint [,] {\n {1, 1, 1, ... 1, 1, 1},\n {1, 1, 1, ... 1, 1, 1}\n}",
            Text(ones(2, 10, ScalarType.Int32), csharp));
        Assert.Equal(
            "[2x2x2], type = Float32, device = cpu, value = \nfloat [,,] {\n {{0f, 0f},\n  {0f, 0f}},\n {{0f, 0f},\n  {0f, 0f}}\n}",
            Text(zeros(2, 2, 2), csharp));
        Assert.Equal(
            "[8x1], type = Int32, device = cpu, value = \nint [,] {\n {1},\n {1},\n {1},\n ...\n {1},\n {1},\n {1}\n}",
            Text(ones(8, 1, ScalarType.Int32), csharp));
    }
}
