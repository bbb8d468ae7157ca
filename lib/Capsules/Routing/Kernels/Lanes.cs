using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Capsules.Routing;

/// <summary>A register of numbers, one image a lane. .NET's own <see cref="Vector{T}"/> stops at 256 bits unless the process is started otherwise.</summary>
internal interface ILanes<T>
    where T : unmanaged, ILanes<T>
{
    static abstract int Count { get; }

    /// <summary>The same number in every lane.</summary>
    static abstract T All(float x);

    static abstract T operator +(T x, T y);

    static abstract T operator -(T x, T y);

    static abstract T operator *(T x, T y);

    static abstract T operator /(T x, T y);

    /// <summary>x y + sum, in one instruction where the processor has it.</summary>
    static abstract T MultiplyAdd(T x, T y, T sum);

    static abstract T Max(T x, T y);

    static abstract T Exp(T x);

    static abstract T Sqrt(T x);

    /// <summary>Per lane, <paramref name="then"/> where x is below the limit, otherwise <paramref name="other"/>.</summary>
    static abstract T WhereBelow(T x, float limit, T then, T other);

    static abstract float Sum(T x);
}

/// <summary>512 bits: 16 images.</summary>
internal readonly struct Lanes512(Vector512<float> value) : ILanes<Lanes512>
{
    private readonly Vector512<float> value = value;

    public static int Count => Vector512<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 All(float x) => new(Vector512.Create(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator +(Lanes512 x, Lanes512 y) => new(x.value + y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator -(Lanes512 x, Lanes512 y) => new(x.value - y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator *(Lanes512 x, Lanes512 y) => new(x.value * y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 operator /(Lanes512 x, Lanes512 y) => new(x.value / y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 x, Lanes512 y, Lanes512 sum) => new(Vector512.MultiplyAddEstimate(x.value, y.value, sum.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Max(Lanes512 x, Lanes512 y) => new(Vector512.Max(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Exp(Lanes512 x) => new(Vector512.Exp(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Sqrt(Lanes512 x) => new(Vector512.Sqrt(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 WhereBelow(Lanes512 x, float limit, Lanes512 then, Lanes512 other) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(x.value, Vector512.Create(limit)), then.value, other.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes512 x) => Vector512.Sum(x.value);
}

/// <summary>As wide as <see cref="Vector{T}"/>: 256 bits on most processors of today, 128 on ARM.</summary>
internal readonly struct LanesAny(Vector<float> value) : ILanes<LanesAny>
{
    private readonly Vector<float> value = value;

    public static int Count => Vector<float>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny All(float x) => new(new Vector<float>(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny operator +(LanesAny x, LanesAny y) => new(x.value + y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny operator -(LanesAny x, LanesAny y) => new(x.value - y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny operator *(LanesAny x, LanesAny y) => new(x.value * y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny operator /(LanesAny x, LanesAny y) => new(x.value / y.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny MultiplyAdd(LanesAny x, LanesAny y, LanesAny sum) => new(Vector.MultiplyAddEstimate(x.value, y.value, sum.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Max(LanesAny x, LanesAny y) => new(Vector.Max(x.value, y.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Exp(LanesAny x) => new(Vector.Exp(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny Sqrt(LanesAny x) => new(Vector.SquareRoot(x.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesAny WhereBelow(LanesAny x, float limit, LanesAny then, LanesAny other) =>
        new(Vector.ConditionalSelect(Vector.LessThan(x.value, new Vector<float>(limit)), then.value, other.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(LanesAny x) => Vector.Sum(x.value);
}

/// <summary>Plain numbers a[row, k] at from + row · rowStride + k · stride.</summary>
internal readonly unsafe struct Entries(float* from, long rowStride, long stride)
{
    internal float* From => from;

    internal long RowStride => rowStride;

    internal long Stride => stride;
}

/// <summary>Products of a matrix of plain numbers with registers.</summary>
internal static unsafe class Product<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>into[row] += Σ_k a[row, k] x[k].</summary>
    /// <param name="fromZero">into[row] = … instead.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add(in Entries a, int rows, int depth, T* x, int xStride, T* into, int intoStride, bool fromZero = false)
    {
        var (row, step, rowStep) = (0, a.Stride, a.RowStride);
        for (; row + 8 <= rows; row += 8)   // eight rows share a load of x, and their sums do not wait for each other
        {
            float* p0 = a.From + (row * rowStep), p1 = p0 + rowStep, p2 = p1 + rowStep, p3 = p2 + rowStep;
            float* p4 = p3 + rowStep, p5 = p4 + rowStep, p6 = p5 + rowStep, p7 = p6 + rowStep;
            T s0 = T.All(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
            T* xk = x, o = into + ((long)row * intoStride);
            long at = 0;
            for (var k = 0; k < depth; k++, xk += xStride, at += step)
            {
                var y = *xk;
                s0 = T.MultiplyAdd(T.All(p0[at]), y, s0);
                s1 = T.MultiplyAdd(T.All(p1[at]), y, s1);
                s2 = T.MultiplyAdd(T.All(p2[at]), y, s2);
                s3 = T.MultiplyAdd(T.All(p3[at]), y, s3);
                s4 = T.MultiplyAdd(T.All(p4[at]), y, s4);
                s5 = T.MultiplyAdd(T.All(p5[at]), y, s5);
                s6 = T.MultiplyAdd(T.All(p6[at]), y, s6);
                s7 = T.MultiplyAdd(T.All(p7[at]), y, s7);
            }

            if (!fromZero)
            {
                (s0, s1, s2, s3) = (s0 + o[0], s1 + o[intoStride], s2 + o[2 * intoStride], s3 + o[3 * intoStride]);
                (s4, s5, s6, s7) = (s4 + o[4 * intoStride], s5 + o[5 * intoStride], s6 + o[6 * intoStride], s7 + o[7 * intoStride]);
            }

            (o[0], o[intoStride], o[2 * intoStride], o[3 * intoStride]) = (s0, s1, s2, s3);
            (o[4 * intoStride], o[5 * intoStride], o[6 * intoStride], o[7 * intoStride]) = (s4, s5, s6, s7);
        }

        for (; row < rows; row++)
        {
            var sum = fromZero ? T.All(0) : into[(long)row * intoStride];
            for (var k = 0; k < depth; k++) sum = T.MultiplyAdd(T.All(a.From[(row * rowStep) + (k * step)]), x[(long)k * xStride], sum);
            into[(long)row * intoStride] = sum;
        }
    }
}

/// <summary>The softmax of registers, lane by lane.</summary>
internal static unsafe class Softmax<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Of m logits, into every stride-th register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Forward(T* logits, int m, T* into, int stride)
    {
        var largest = logits[0];
        for (var j = 1; j < m; j++) largest = T.Max(largest, logits[j]);
        var sum = T.All(0);
        for (var j = 0; j < m; j++) sum += into[j * stride] = T.Exp(logits[j] - largest);
        var share = T.All(1) / sum;
        for (var j = 0; j < m; j++) into[j * stride] *= share;
    }
}
