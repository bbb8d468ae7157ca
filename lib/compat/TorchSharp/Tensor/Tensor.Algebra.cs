using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Topk = new("topk"), Sort = new("sort", "stable"), Argsort = new("argsort"), Kthvalue = new("kthvalue"),
        Bincount = new("bincount"), Quantile = new("quantile"), Cumsum = new("cumsum"), Cumprod = new("cumprod"),
        Searchsorted = new("searchsorted", "Tensor"), Bucketize = new("bucketize", "Tensor"), Matmul = new("matmul"), Mm = new("mm"),
        Bmm = new("bmm"), Mv = new("mv"), Dot = new("dot"), Outer = new("outer"), Addmm = new("addmm"),
        Einsum = new("einsum"), Trace = new("trace"), Inverse = new("inverse"), Cov = new("cov"), Diag = new("diag"),
        Diagonal = new("diagonal"), Tril = new("tril"), Triu = new("triu"), Tensordot = new("tensordot");

    public static Tensor einsum(string equation, params Tensor[] tensors) => Einsum.Call(equation, tensors);
    public static (Tensor, Tensor) topk(Tensor tensor, int k, int dim = -1, bool largest = true, bool sorted = true) => tensor.topk(k, dim, largest, sorted);
    public static (Tensor, Tensor) sort(Tensor input, long dim = -1, bool descending = false, bool stable = false) => input.sort(dim, descending, stable);
    public static Tensor argsort(Tensor input, long dim = -1, bool descending = false) => input.argsort(dim, descending);
    public static (Tensor, Tensor) kthvalue(Tensor input, long k, long? dim, bool keepdim = false) => input.kthvalue(k, dim, keepdim);
    public static Tensor bincount(Tensor input, Tensor? weights = null, long minlength = 0) => input.bincount(weights, minlength);
    public static Tensor quantile(Tensor input, Tensor q, long dim = -1, bool keepdim = false) => input.quantile(q, dim, keepdim);
    public static Tensor cumsum(Tensor input, long dim, ScalarType? type = null) => input.cumsum(dim, type);
    public static Tensor cumprod(Tensor input, long dim, ScalarType? dtype = null) => input.cumprod(dim, dtype);
    public static Tensor bucketize(Tensor input, Tensor boundaries, bool outInt32 = false, bool right = false) => input.bucketize(boundaries, outInt32, right);
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);
    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);
    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);
    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);
    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);
    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);
    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);
    public static Tensor trace(Tensor input) => input.trace();
    public static Tensor inverse(Tensor input) => input.inverse();
    public static Tensor cov(Tensor input, long correction = 1, Tensor? fweights = null, Tensor? aweights = null) => input.cov(correction, fweights, aweights);
    public static Tensor diag(Tensor input, long diagonal = 0) => input.diag(diagonal);
    public static Tensor diagonal(Tensor input, long offset = 0, long dim1 = 0, long dim2 = 1) => input.diagonal(offset, dim1, dim2);
    public static Tensor tril(Tensor input, long diagonal = 0) => input.tril(diagonal);
    public static Tensor triu(Tensor input, long diagonal = 0) => input.triu(diagonal);
    public static Tensor searchsorted(
        Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Searchsorted.Call(sorted_sequence, values, out_int32, right, default, sorter);
    public static Tensor tensordot(Tensor a, Tensor b, long[] dims1, long[] dims2) => a.tensordot(b, dims1, dims2);

    public partial class Tensor
    {
        public (Tensor, Tensor) topk(int k, int dim = -1, bool largest = true, bool sorted = true) => Topk.Call2(this, k, dim, largest, sorted);
        public (Tensor, Tensor) sort(long dim = -1, bool descending = false, bool stable = false) => Sort.Call2(this, stable, dim, descending);
        public Tensor argsort(long dim = -1, bool descending = false) => Argsort.Call(this, dim, descending);
        public (Tensor, Tensor) kthvalue(long k, long? dim, bool keepdim = false) => Kthvalue.Call2(this, k, dim ?? -1, keepdim);
        public Tensor bincount(Tensor? weights, long minlength = 0) => Bincount.Call(this, weights, minlength);
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false) => Quantile.Call(this, q, dim, keepdim);
        public Tensor cumsum(long dim, ScalarType? type = null) => Cumsum.Call(this, dim, type);
        public Tensor cumprod(long dim, ScalarType? type = null) => Cumprod.Call(this, dim, type);
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false) => Bucketize.Call(this, boundaries, outInt32, right);
        public Tensor matmul(Tensor target) => Matmul.Call(this, target);
        public Tensor mm(Tensor target) => Mm.Call(this, target);
        public Tensor bmm(Tensor batch2) => Bmm.Call(this, batch2);
        public Tensor mv(Tensor target) => Mv.Call(this, target);
        public Tensor dot(Tensor target) => ndim == 1 && target.ndim == 1 && shape[0] == target.shape[0]
            ? Dot.Call(this, target)
            : throw new InvalidOperationException("dot arguments must have the same shape.");
        public Tensor outer(Tensor vec2) => Outer.Call(this, vec2);
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Addmm.Call(this, mat1, mat2, (double)beta, (double)alpha);
        public Tensor trace() =>
            ndim == 2 ? Trace.Call(this) : throw new ArgumentException($"Expected a matrix, but got tensor with ndim == {ndim}");
        public Tensor inverse() => Inverse.Call(this);
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null) => Cov.Call(this, correction, fweights, aweights);
        public Tensor diag(long diagonal = 0) => Diag.Call(this, diagonal);
        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 1) => Diagonal.Call(this, offset, dim1, dim2);
        public Tensor tril(long diagonal = 0) => Tril.Call(this, diagonal);
        public Tensor triu(long diagonal = 0) => Triu.Call(this, diagonal);
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2) => Tensordot.Call(this, b, dims1, dims2);
    }
}
