using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>into[lane, k] = from[k][lane], for as many k as there are lanes; both strides in their own units.</summary>
    static abstract unsafe void Transpose(T* from, int stride, float* into, int intoStride);
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

    // By fours of rows, then by fours of fours: 64 exchanges within registers instead of 256 numbers stored one by one.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Transpose(Lanes512* from, int stride, float* into, int intoStride)
    {
        if (!Avx512F.IsSupported)
        {
            OneByOne<Lanes512>.Transpose(from, stride, into, intoStride);
            return;
        }

        var fours = stackalloc Vector512<float>[16];
        for (var k = 0; k < 16; k += 4, from += 4 * stride)
        {
            Vector512<float> a = from[0].value, b = from[stride].value, c = from[2 * stride].value, d = from[3 * stride].value;
            Vector512<double> ab = Avx512F.UnpackLow(a, b).AsDouble(), cd = Avx512F.UnpackLow(c, d).AsDouble();
            Vector512<double> AB = Avx512F.UnpackHigh(a, b).AsDouble(), CD = Avx512F.UnpackHigh(c, d).AsDouble();
            fours[k] = Avx512F.UnpackLow(ab, cd).AsSingle();
            fours[k + 1] = Avx512F.UnpackHigh(ab, cd).AsSingle();
            fours[k + 2] = Avx512F.UnpackLow(AB, CD).AsSingle();
            fours[k + 3] = Avx512F.UnpackHigh(AB, CD).AsSingle();
        }

        for (var lane = 0; lane < 4; lane++, fours++, into += intoStride)
        {
            Vector512<float> low = Avx512F.Shuffle4x128(fours[0], fours[4], 0x44), high = Avx512F.Shuffle4x128(fours[0], fours[4], 0xEE);
            Vector512<float> low2 = Avx512F.Shuffle4x128(fours[8], fours[12], 0x44), high2 = Avx512F.Shuffle4x128(fours[8], fours[12], 0xEE);
            Avx512F.Shuffle4x128(low, low2, 0x88).Store(into);
            Avx512F.Shuffle4x128(low, low2, 0xDD).Store(into + (4 * intoStride));
            Avx512F.Shuffle4x128(high, high2, 0x88).Store(into + (8 * intoStride));
            Avx512F.Shuffle4x128(high, high2, 0xDD).Store(into + (12 * intoStride));
        }
    }
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

    public static unsafe void Transpose(LanesAny* from, int stride, float* into, int intoStride) =>
        OneByOne<LanesAny>.Transpose(from, stride, into, intoStride);
}

/// <summary>What registers of some widths have no instructions for.</summary>
internal static unsafe class OneByOne<T>
    where T : unmanaged, ILanes<T>
{
    internal static void Transpose(T* from, int stride, float* into, int intoStride)
    {
        for (var k = 0; k < T.Count; k++)
            for (var lane = 0; lane < T.Count; lane++) into[(lane * intoStride) + k] = ((float*)(from + (k * stride)))[lane];
    }
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

    /// <summary>The same for pairs of registers, into[row, 0 and 1] += Σ_k a[row, k] x[k, 0 and 1]: a number of a serves two products.</summary>
    /// <param name="fromZero">into[row] = … instead.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void AddPairs(in Entries a, int rows, int depth, T* x, int xStride, T* into, int intoStride, bool fromZero = false)
    {
        var (row, step, rowStep) = (0, a.Stride, a.RowStride);
        for (; row + 4 <= rows; row += 4)   // more sums would not find room in registers of 256 bits
        {
            float* p0 = a.From + (row * rowStep), p1 = p0 + rowStep, p2 = p1 + rowStep, p3 = p2 + rowStep;
            T s0 = T.All(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
            T* xk = x, o = into + ((long)row * intoStride);
            long at = 0;
            for (var k = 0; k < depth; k++, xk += xStride, at += step)
            {
                T y = xk[0], z = xk[1], a0 = T.All(p0[at]), a1 = T.All(p1[at]), a2 = T.All(p2[at]), a3 = T.All(p3[at]);
                (s0, t0) = (T.MultiplyAdd(a0, y, s0), T.MultiplyAdd(a0, z, t0));
                (s1, t1) = (T.MultiplyAdd(a1, y, s1), T.MultiplyAdd(a1, z, t1));
                (s2, t2) = (T.MultiplyAdd(a2, y, s2), T.MultiplyAdd(a2, z, t2));
                (s3, t3) = (T.MultiplyAdd(a3, y, s3), T.MultiplyAdd(a3, z, t3));
            }

            Put(o, s0, t0, fromZero);
            Put(o + intoStride, s1, t1, fromZero);
            Put(o + (2 * intoStride), s2, t2, fromZero);
            Put(o + (3 * intoStride), s3, t3, fromZero);
        }

        for (; row < rows; row++)
            for (var part = 0; part < 2; part++)
            {
                var sum = fromZero ? T.All(0) : into[((long)row * intoStride) + part];
                for (var k = 0; k < depth; k++) sum = T.MultiplyAdd(T.All(a.From[(row * rowStep) + (k * step)]), x[((long)k * xStride) + part], sum);
                into[((long)row * intoStride) + part] = sum;
            }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(T* into, T s, T t, bool fromZero) => (into[0], into[1]) = fromZero ? (s, t) : (into[0] + s, into[1] + t);
}

/// <summary>The softmax of registers, lane by lane.</summary>
internal static unsafe class Softmax<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Of m logits in every from-th register, into every stride-th.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Forward(T* logits, int from, int m, T* into, int stride)
    {
        var largest = logits[0];
        for (var j = 1; j < m; j++) largest = T.Max(largest, logits[j * from]);
        var sum = T.All(0);
        for (var j = 0; j < m; j++) sum += into[j * stride] = T.Exp(logits[j * from] - largest);
        var share = T.All(1) / sum;
        for (var j = 0; j < m; j++) into[j * stride] *= share;
    }
}
