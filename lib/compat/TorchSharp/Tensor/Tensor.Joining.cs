using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Cat = new("cat"), Stack = new("stack"), SplitSize = new("split", "Tensor"), SplitSizes = new("split_with_sizes"),
        Chunk = new("chunk"), Unbind = new("unbind", "int"), TensorSplit = new("tensor_split", "sections"),
        TensorSplitAt = new("tensor_split", "indices"), Repeat = new("repeat"),
        RepeatInterleave = new("repeat_interleave", "self_int"), RepeatInterleaveTensor = new("repeat_interleave", "self_Tensor"),
        Tile = new("tile"), Flip = new("flip"), Roll = new("roll"), Meshgrid = new("meshgrid", "indexing"),
        CartesianProd = new("cartesian_prod"), Hstack = new("hstack"), Vstack = new("vstack"),
        BroadcastTensors = new("broadcast_tensors");

    public static Tensor cat(Tensor[] tensors, long dim = 0) => Cat.Call(tensors, dim);
    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => Cat.Call(tensors.ToArray(), dim);
    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => Cat.Call(tensors.ToArray(), dim);
    public static Tensor concat(Tensor[] tensors, long dim = 0) => Cat.Call(tensors, dim);
    public static Tensor concat(IList<Tensor> tensors, long dim = 0) => Cat.Call(tensors.ToArray(), dim);
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Stack.Call(tensors.ToArray(), dim);
    public static Tensor hstack(params Tensor[] tensors) => Hstack.Call(tensors);
    public static Tensor vstack(Tensor[] tensors) => Vstack.Call(tensors);
    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => Meshgrid.CallList(tensors.ToArray(), indexing);
    public static Tensor cartesian_prod(params Tensor[] tensors) => CartesianProd.Call(tensors);
    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => BroadcastTensors.CallList(tensors);
    public static Tensor[] split(Tensor tensor, long[] split_size_or_sections, long dim = 0) => tensor.split(split_size_or_sections, dim);
    public static Tensor[] unbind(Tensor input, long dim = 0) => input.unbind(dim);
    public static Tensor[] chunk(Tensor input, long chunks, long dim = 0) => input.chunk(chunks, dim);
    public static Tensor[] tensor_split(Tensor input, long indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);
    public static Tensor[] tensor_split(Tensor input, long[] indices_or_sections, long dim = 0) => input.tensor_split(indices_or_sections, dim);
    public static Tensor repeat_interleave(Tensor input, long repeats, long? dim = null, long? output_size = null) => input.repeat_interleave(repeats, dim, output_size);
    public static Tensor repeat_interleave(Tensor input, Tensor repeats, long? dim = null, long? output_size = null) => input.repeat_interleave(repeats, dim, output_size);
    public static Tensor tile(Tensor input, long[] dims) => input.tile(dims);
    public static Tensor flip(Tensor input, params long[] dims) => input.flip(dims);
    public static Tensor roll(Tensor input, long shifts, long? dims = null) => input.roll(shifts, dims);
    public static Tensor roll(Tensor input, long[] shifts, long[] dims) => input.roll(shifts, dims);

    public partial class Tensor
    {
        public Tensor[] split(long size, int dim = 0) => SplitSize.CallList(this, size, dim);
        public Tensor[] split(long[] sizes, long dim = 0) => SplitSizes.CallList(this, sizes, dim);
        public Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0) => SplitSizes.CallList(this, sizes, dim);
        public Tensor[] split(params long[] sizes) => SplitSizes.CallList(this, sizes, 0);
        public Tensor[] tensor_split(long size, long dim = 0) => TensorSplit.CallList(this, size, dim);
        public Tensor[] tensor_split(long[] sizes, long dim = 0) => TensorSplitAt.CallList(this, sizes, dim);
        public Tensor[] chunk(long chunks, long dim = 0) => Chunk.CallList(this, chunks, dim);
        public Tensor[] unbind(long dimension = 0) => Unbind.CallList(this, dimension);
        public Tensor repeat(params long[] sizes) => Repeat.Call(this, sizes);
        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            RepeatInterleave.Call(this, repeats, dim, output_size);
        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            RepeatInterleaveTensor.Call(this, repeats, dim, output_size);
        public Tensor tile(long[] reps) => Tile.Call(this, reps);
        public Tensor flip(params long[] dims) => Flip.Call(this, dims);
        public Tensor roll(long shifts, long? dims = null) => Roll.Call(this, new[] { shifts }, dims is { } dim ? new[] { dim } : Array.Empty<long>());
        public Tensor roll(long[] shifts, long[] dims) => Roll.Call(this, shifts, dims);
    }
}
