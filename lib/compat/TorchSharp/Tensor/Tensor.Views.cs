using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Reshape = new("reshape"), View = new("view"), Permute = new("permute"), Transpose = new("transpose", "int"),
        TransposeInPlace = new("transpose_"), Expand = new("expand"), ExpandAs = new("expand_as"), Squeeze = new("squeeze"),
        SqueezeDim = new("squeeze", "dim"), SqueezeInPlace = new("squeeze_"), SqueezeDimInPlace = new("squeeze_", "dim"),
        Unsqueeze = new("unsqueeze"), UnsqueezeInPlace = new("unsqueeze_"), Flatten = new("flatten", "using_ints"),
        Unflatten = new("unflatten", "int"), Contiguous = new("contiguous"), Detach = new("detach"), DetachInPlace = new("detach_"),
        Narrow = new("narrow"), Movedim = new("movedim", "intlist"), AsStrided = new("as_strided"), BroadcastTo = new("broadcast_to"),
        Unfold = new("unfold"), ViewAs = new("view_as"), Turn = new("t"), Matrices = new("mT"), NumpyT = new("numpy_T");

    public static Tensor reshape(Tensor input, params long[] shape) => input.reshape(shape);
    public static Tensor permute(Tensor input, params long[] permutation) => input.permute(permutation);
    public static Tensor transpose(Tensor input, long dim0, long dim1) => input.transpose(dim0, dim1);
    public static Tensor swapaxes(Tensor input, long axis0, long axis1) => input.swapaxes(axis0, axis1);
    public static Tensor t(Tensor input) => input.t();
    public static Tensor broadcast_to(Tensor input, params long[] shape) => input.broadcast_to(shape);
    public static Tensor squeeze(Tensor input, long? dim = null) => input.squeeze(dim);
    public static Tensor squeeze_(Tensor input, long? dim = null) => input.squeeze_(dim);
    public static Tensor unsqueeze(Tensor input, long dim) => input.unsqueeze(dim);
    public static Tensor unsqueeze_(Tensor input, long dim) => input.unsqueeze_(dim);
    public static Tensor flatten(Tensor input, long start_dim = 0, long end_dim = -1) => input.flatten(start_dim, end_dim);
    public static Tensor ravel(Tensor input) => input.ravel();
    public static Tensor unflatten(Tensor input, long dim, params long[] sizes) => input.unflatten(dim, sizes);
    public static Tensor unflatten(Tensor input, long dim, Size sizes) => input.unflatten(dim, sizes);
    public static Tensor movedim(Tensor input, long[] source, long[] destination) => input.movedim(source, destination);
    public static Tensor moveaxis(Tensor input, long[] source, long[] destination) => input.moveaxis(source, destination);
    public static Tensor narrow(Tensor input, long dim, long start, long length) => input.narrow(dim, start, length);
    public static long numel(Tensor input) => input.numel();
    public static Tensor movedim(Tensor input, long source, long destination) => input.movedim([source], [destination]);

    public partial class Tensor
    {
        public Tensor reshape(params long[] shape) => Reshape.Call(this, shape);
        public Tensor view(params long[] shape) => View.Call(this, shape);
        public Tensor view_as(Tensor other) => ViewAs.Call(this, other);
        public Tensor permute(params long[] permutation) => Permute.Call(this, permutation);
        public Tensor permute(IEnumerable<long> permutation) => Permute.Call(this, permutation.ToArray());
        public Tensor transpose(long dim0, long dim1) => Transpose.Call(this, dim0, dim1);
        public Tensor transpose_(long dim0, long dim1) => TransposeInPlace.CallInPlace(this, this, dim0, dim1);
        public Tensor swapaxes(long dim0, long dim1) => Transpose.Call(this, dim0, dim1);
        public Tensor t() => Turn.Call(this);
        public Tensor T => NumpyT.Call(this);
        public Tensor mT => Matrices.Call(this);
        public Tensor expand(params long[] sizes) => Expand.Call(this, sizes);
        public Tensor expand(long[] sizes, bool isImplicit = false) => Expand.Call(this, sizes, isImplicit);
        public Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false) => Expand.Call(this, sizes, isImplicit);
        public Tensor expand(Size sizes, bool isImplicit = false) => Expand.Call(this, sizes.Shape, isImplicit);
        public Tensor expand_as(Tensor other) => ExpandAs.Call(this, other);
        public Tensor broadcast_to(params long[] shape) => BroadcastTo.Call(this, shape);
        public Tensor squeeze(long? dim = null) => dim is { } d ? SqueezeDim.Call(this, d) : Squeeze.Call(this);
        public Tensor squeeze_(long? dim = null) =>
            dim is { } d ? SqueezeDimInPlace.CallInPlace(this, this, d) : SqueezeInPlace.CallInPlace(this, this);
        public Tensor unsqueeze(long dim) => Unsqueeze.Call(this, dim);
        public Tensor unsqueeze_(long dim) => UnsqueezeInPlace.CallInPlace(this, this, dim);
        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Flatten.Call(this, start_dim, end_dim);
        public Tensor ravel() => reshape(-1);
        public Tensor unflatten(long dim, params long[] sizes) => Unflatten.Call(this, dim, sizes);
        public Tensor unflatten(long dim, Size sizes) => Unflatten.Call(this, dim, sizes.Shape);
        public Tensor movedim(long[] source, long[] destination) => Movedim.Call(this, source, destination);
        public Tensor moveaxis(long[] source, long[] destination) => Movedim.Call(this, source, destination);
        public Tensor narrow(long dim, long start, long length) => Narrow.Call(this, dim, start, length);
        public Tensor unfold(long dimension, long size, long step) => Unfold.Call(this, dimension, size, step);
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => AsStrided.Call(this, size, strides, storageOffset);
        public Tensor contiguous() => Contiguous.Call(this);
        public Tensor alias() => Alias.Call(this);
        public Tensor detach() => Detach.Call(this);
        public Tensor detach_() => DetachInPlace.CallInPlace(this, this);
    }
}
