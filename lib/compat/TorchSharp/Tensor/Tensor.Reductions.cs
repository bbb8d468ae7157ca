using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Sum = new("sum"), SumDim = new("sum", "dim_IntList"), Mean = new("mean"), MeanDim = new("mean", "dim"),
        Var = new("var", "correction"), Std = new("std", "correction"), VarMean = new("var_mean", "correction"),
        StdMean = new("std_mean", "correction"), Max = new("max"), MaxDim = new("max", "dim"), MaxOther = new("max", "other"),
        Min = new("min"), MinDim = new("min", "dim"), MinOther = new("min", "other"), Amax = new("amax"), Amin = new("amin"),
        AmaxOut = new("amax", "out"), AminOut = new("amin", "out"), All = new("all"), AllDim = new("all", "dim"), Any = new("any"),
        AnyDim = new("any", "dim"), Prod = new("prod"), ProdDim = new("prod", "dim_int"), Norm = new("norm", "Scalar"),
        NormDim = new("norm", "ScalarOpt_dim"), Argmax = new("argmax"), Argmin = new("argmin"), Median = new("median"),
        CountNonzero = new("count_nonzero", "dim_IntList"), CountNonzeroAll = new("count_nonzero");

    public partial class Tensor
    {
        public Tensor sum(ScalarType? type = null) => Sum.Call(this, type);
        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, new[] { dim }, keepdim, type);
        public Tensor sum(long dim0, long dim1, bool keepdim = false, ScalarType? type = null) =>
            SumDim.Call(this, new[] { dim0, dim1 }, keepdim, type);
        public Tensor sum(long dim0, long dim1, long dim2, bool keepdim = false, ScalarType? type = null) =>
            SumDim.Call(this, new[] { dim0, dim1, dim2 }, keepdim, type);
        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, dim, keepdim, type);
        public Tensor sum(ReadOnlySpan<long> dim, bool keepdim = false, ScalarType? type = null) => SumDim.Call(this, dim, keepdim, type);
        public Tensor mean() => Mean.Call(this);
        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            MeanDim.Call(this, dimensions, keepdim, type);

        public Tensor var(bool unbiased = true) => Var.Call(this, default, unbiased ? 1 : 0);
        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Var, new[] { dim.Item1, dim.Item2 }, unbiased, keepdim, type);
        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Var, new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim, type);
        public Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Var, dimensions.ToArray(), unbiased, keepdim, type);
        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Var, new[] { dim }, unbiased, keepdim, type);
        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Var, dimensions, unbiased, keepdim, type);
        public Tensor std(bool unbiased = true) => Std.Call(this, default, unbiased ? 1 : 0);
        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Std, new[] { dim.Item1, dim.Item2 }, unbiased, keepdim, type);
        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Std, new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim, type);
        public Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Std, dimensions.ToArray(), unbiased, keepdim, type);
        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Std, new[] { dim }, unbiased, keepdim, type);
        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Spread(Std, dimensions, unbiased, keepdim, type);
        public (Tensor, Tensor) var_mean(bool unbiased = true) => VarMean.Call2(this, default, unbiased ? 1 : 0);
        public (Tensor, Tensor) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            SpreadAndMean(VarMean, new[] { dim }, unbiased, keepdim, type);
        public (Tensor, Tensor) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            SpreadAndMean(VarMean, dimensions, unbiased, keepdim, type);
        public (Tensor, Tensor) std_mean(bool unbiased = true) => StdMean.Call2(this, default, unbiased ? 1 : 0);
        public (Tensor, Tensor) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            SpreadAndMean(StdMean, new[] { dim }, unbiased, keepdim, type);
        public (Tensor, Tensor) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            SpreadAndMean(StdMean, dimensions, unbiased, keepdim, type);

        public Tensor max() => Max.Call(this);
        public Tensor max(Tensor other) => MaxOther.Call(this, other);
        public (Tensor, Tensor) max(long dim, bool keepdim = false) => MaxDim.Call2(this, dim, keepdim);
        public Tensor min() => Min.Call(this);
        public Tensor min(Tensor other) => MinOther.Call(this, other);
        public (Tensor, Tensor) min(long dim, bool keepdim = false) => MinDim.Call2(this, dim, keepdim);
        public Tensor amax(params long[] dims) => Amax.Call(this, dims);
        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Extreme(Amax, AmaxOut, dims, keepdim, @out);
        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            Extreme(Amax, AmaxOut, dims.ToArray(), keepdim, @out);
        public Tensor amin(params long[] dims) => Amin.Call(this, dims);
        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) => Extreme(Amin, AminOut, dims, keepdim, @out);
        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            Extreme(Amin, AminOut, dims.ToArray(), keepdim, @out);
        public Tensor all() => All.Call(this);
        public Tensor all(long dim, bool keepdim = false) => AllDim.Call(this, dim, keepdim);
        public Tensor any() => Any.Call(this);
        public Tensor any(long dim, bool keepdim = false) => AnyDim.Call(this, dim, keepdim);
        public Tensor prod(ScalarType? type = null) => Prod.Call(this, type);
        public Tensor prod(long dim, bool keepdim = false, ScalarType? type = null) => ProdDim.Call(this, dim, keepdim, type);
        public Tensor norm(float p = 2) => Norm.Call(this, (double)p);
        public Tensor norm(int dim, bool keepdim = false, float p = 2) => NormDim.Call(this, (double)p, new long[] { dim }, keepdim);
        public Tensor argmax() => Argmax.Call(this);
        public Tensor argmax(long dim, bool keepdim = false) => Argmax.Call(this, dim, keepdim);
        public Tensor argmin() => Argmin.Call(this);
        public Tensor argmin(long dim, bool keepdim = false) => Argmin.Call(this, dim, keepdim);
        public Tensor median() => Median.Call(this);
        public Tensor count_nonzero(long[]? dims = null) => dims is null ? CountNonzeroAll.Call(this) : CountNonzero.Call(this, dims);

        private Tensor Extreme(Operator op, Operator into, long[] dims, bool keepdim, Tensor? @out) =>
            @out is null ? op.Call(this, dims, keepdim) : into.CallInPlace(@out, this, dims, keepdim, @out);

        private Tensor Spread(Operator op, long[] dims, bool unbiased, bool keepdim, ScalarType? type)
        {
            using var converted = type is { } other ? to_type(other, copy: true) : null;
            return op.Call(converted ?? this, dims, unbiased ? 1 : 0, keepdim);
        }

        private (Tensor, Tensor) SpreadAndMean(Operator op, long[] dims, bool unbiased, bool keepdim, ScalarType? type)
        {
            using var converted = type is { } other ? to_type(other, copy: true) : null;
            return op.Call2(converted ?? this, dims, unbiased ? 1 : 0, keepdim);
        }
    }
}
