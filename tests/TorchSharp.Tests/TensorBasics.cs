using TorchSharp;
using static TorchSharp.torch;

public class TensorBasics
{
    [Fact]
    public void ArraysBecomeTensorsOfTheirTypeAndShape()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(ScalarType.Float32, tensor(1.5f).dtype);
        Assert.Equal(ScalarType.Float64, tensor(1.5).dtype);
        Assert.Equal(ScalarType.Int32, tensor(3).dtype);
        Assert.Equal(ScalarType.Int64, tensor(3L).dtype);
        Assert.Equal(ScalarType.Float32, tensor(1.5, float32).dtype);
        var matrix = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } });
        Assert.Equal([2, 3], matrix.shape);
        Assert.Equal([1f, 2, 3, 4, 5, 6], matrix.data<float>().ToArray());
        Assert.Equal(6f, matrix[1, 2].item<float>());
        Assert.Equal([2L, 2], tensor(new float[] { 1, 2, 3, 4 }, [2L, 2]).shape);
        Assert.Throws<ArgumentException>(() => tensor(new float[] { 1, 2, 3 }, [2L, 2]));
        Assert.Throws<ArgumentException>(() => matrix.data<double>());
    }

    [Fact]
    public void AnArrayAndItsTensorShareMemoryThroughFromArray()
    {
        var numbers = new float[] { 1, 2, 3 };
        using var shared = from_array(numbers);
        numbers[0] = 7;
        Assert.Equal(7f, shared[0].item<float>());
        using var copied = tensor(numbers);
        numbers[0] = 9;
        Assert.Equal(7f, copied[0].item<float>());
    }

    [Fact]
    public void IndexingSlicesViewsAndGathersCopies()
    {
        using var scope = NewDisposeScope();
        var x = arange(24, float32).reshape(2, 3, 4);
        Assert.Equal([2, 3, 2], x[TensorIndex.Ellipsis, TensorIndex.Slice(1, 3)].shape);
        Assert.Equal([2, 3, 2], x[.., .., 1..3].shape);
        Assert.Equal([3, 4], x[^1].shape);
        Assert.Equal([2, 1, 3, 4], x[.., TensorIndex.None].shape);
        Assert.Equal([12f, 13, 14, 15], x[1, 0].data<float>().ToArray());
        Assert.Equal([3f, 7, 11, 15, 19, 23], x[TensorIndex.Ellipsis, -1].data<float>().ToArray());
        Assert.Equal([22f, 23], x[x > 21].data<float>().ToArray());
        Assert.Equal([2, 2, 4], x[TensorIndex.Colon, TensorIndex.Tensor(tensor(new long[] { 2, 0 }))].shape);
        x[0, 0, 0] = 5f;
        x[.., 1..2] = zeros(4);
        x[x > 20] = tensor(-1f);
        Assert.Equal(5f, x[0, 0, 0].item<float>());
        Assert.Equal(0f, x[1, 1].sum().item<float>());
        Assert.Equal(-3f, x[1, 2, 1..].sum().item<float>());
        x.index_put_(3, TensorIndex.Single(0));
        Assert.Equal(36f, x[0].sum().item<float>());
    }

    [Fact]
    public void MixedTypesArePromotedAsInPyTorch()
    {
        using var scope = NewDisposeScope();
        var whole = tensor(new long[] { 3, 4 });
        Assert.Equal(ScalarType.Int64, (whole + 1).dtype);
        Assert.Equal(ScalarType.Float32, (whole + 1.5).dtype);
        Assert.Equal(ScalarType.Float32, (whole / 2).dtype);
        Assert.Equal(ScalarType.Float32, (1 / whole).dtype);
        Assert.Equal(ScalarType.Float64, (whole + tensor(new[] { 1.0, 2 })).dtype);
        Assert.Equal(ScalarType.Bool, (whole == 3).dtype);
        Assert.Equal([-2.5f, -3.5f], (0.5 - whole).data<float>().ToArray());
    }

    [Fact]
    public void StridedTensorsAreReadInRowOrder()
    {
        using var scope = NewDisposeScope();
        var turned = tensor(new float[,] { { 1, 2, 3 }, { 4, 5, 6 } }).t();
        Assert.False(turned.is_contiguous());
        Assert.Equal([1f, 4, 2, 5, 3, 6], turned.data<float>().ToArray());
        Assert.Equal(new float[,] { { 1, 4 }, { 2, 5 }, { 3, 6 } }, turned.data<float>().ToNDArray());
        Assert.Equal(5f, turned.data<float>()[1, 1]);
        Assert.Throws<InvalidOperationException>(() => turned.bytes.Length);
    }

    [SubsetFact("A product of wrong shapes ends the process of TorchSharp 0.107, and its messages are libtorch's own.")]
    public void ErrorsNameTheOperatorAndTheShapes()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => zeros(2, 3).matmul(zeros(2, 3)));
        Assert.Contains("aten::matmul(Float32 [2, 3], Float32 [2, 3])", error.Message);
    }

    [Fact]
    public void FunctionalLayersRun()
    {
        using var scope = NewDisposeScope();
        var images = randn(2, 4, 8, 8);
        Assert.Equal([2, 6, 6, 6], nn.functional.conv2d(images, randn(6, 2, 3, 3), null, groups: 2).shape);
        Assert.Equal([2, 4, 4, 4], nn.functional.max_pool2d(images, 2).shape);
        Assert.Equal([2, 4, 10, 12], nn.functional.pad(images, (2, 2, 1, 1)).shape);
        Assert.Equal(images, nn.functional.grid_sample(images, nn.functional.affine_grid(eye(2, 3).unsqueeze(0).expand(2, -1, -1), [2, 4, 8, 8])),
            (a, b) => a.allclose(b, atol: 1e-5));
        Assert.True(nn.functional.layer_norm(images, [8, 8]).mean([2, 3]).abs().max().item<float>() < 1e-5f);
        Assert.Equal(MathF.Log(3), nn.functional.cross_entropy(zeros(5, 3), zeros(5, int64)).item<float>(), 1e-6f);
    }
}
