using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor gather(Tensor input, long dim, Tensor index) => input.gather(dim, index);
    public static Tensor index_select(Tensor input, long dim, Tensor index) => input.index_select(dim, index);
    public static Tensor index_add(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) => input.index_add(dim, index, source, alpha);
    public static Tensor index_add_(Tensor input, long dim, Tensor index, Tensor source, Scalar alpha) => input.index_add_(dim, index, source, alpha);
    public static Tensor index_copy_(Tensor input, long dim, Tensor index, Tensor source) => input.index_copy_(dim, index, source);
    public static Tensor index_fill_(Tensor input, long dim, Tensor index, Scalar value) => input.index_fill_(dim, index, value);
    public static Tensor scatter(Tensor input, long dim, Tensor index, Tensor src) => input.scatter(dim, index, src);
    public static Tensor scatter_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_(dim, index, src);
    public static Tensor scatter_add(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add(dim, index, src);
    public static Tensor scatter_add_(Tensor input, long dim, Tensor index, Tensor src) => input.scatter_add_(dim, index, src);
    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);
    public static Tensor nonzero(Tensor input) => input.nonzero();
    public static Tensor argwhere(Tensor input) => input.argwhere();
    public static Tensor select(Tensor input, long dim, long index) => input.select(dim, index);
    public static Tensor where(Tensor condition, Tensor x, Tensor y) => Where.Call(condition, x, y);
    public static Tensor[] where(Tensor condition) => WhereNonzero.CallList(condition);

    public partial class Tensor
    {
        public Tensor gather(long dim, Tensor index) => Gather.Call(this, dim, index);
        public Tensor index_select(long dim, Tensor index) => IndexSelect.Call(this, dim, index);
        public Tensor index_add(long dim, Tensor index, Tensor source, Scalar alpha) => IndexAdd.Call(this, dim, index, source, alpha);
        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            IndexAddInPlace.CallInPlace(this, this, dim, index, source, alpha);
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => IndexCopyInPlace.CallInPlace(this, this, dim, index, source);
        public Tensor index_fill_(long dim, Tensor index, Scalar value) => IndexFillInPlace.CallInPlace(this, this, dim, index, value);
        public Tensor scatter(long dim, Tensor index, Tensor src) => Scatter.Call(this, dim, index, src);
        public Tensor scatter_(long dim, Tensor index, Tensor src) => ScatterInPlace.CallInPlace(this, this, dim, index, src);
        public Tensor scatter_add(long dim, Tensor index, Tensor src) => ScatterAdd.Call(this, dim, index, src);
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => ScatterAddInPlace.CallInPlace(this, this, dim, index, src);
        public Tensor masked_fill(Tensor mask, Scalar value) => MaskedFill.Call(this, mask, value);
        public Tensor masked_fill_(Tensor mask, Scalar value) => MaskedFillInPlace.CallInPlace(this, this, mask, value);

        // libtorch 1.13 puts the gradients of a strided tensor in the wrong places.
        public Tensor masked_select(Tensor mask)
        {
            using var rows = is_contiguous() ? null : contiguous();
            return MaskedSelect.Call(rows ?? this, mask);
        }

        public Tensor where(Tensor condition, Tensor y) => Where.Call(condition, this, y);
        public Tensor nonzero() => Nonzero.Call(this);
        public Tensor argwhere() => Nonzero.Call(this);
    }
}
