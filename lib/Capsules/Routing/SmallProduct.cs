using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Capsules.Routing;

/// <summary>Products of matrices that lie in the first two caches, C = A B or C += A B, on one thread.</summary>
/// <remarks>
/// Why it is here: between two products of a pass of EM routing stands a softmax, and nothing of a block of inputs must leave the cache
/// for it. A tile of 3 × 4 registers of C stays in registers: 12 sums keep both multipliers busy, and fit the 16 registers of AVX2.
/// </remarks>
internal static unsafe class SmallProduct
{
    private const int TileRows = 3, TileVectors = 4;

    // Inlined into a large method, a tile's sums lose their registers.
    private const MethodImplOptions Alone = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;

    /// <summary>The multiple of which columns have to be.</summary>
    internal static int Lanes => Vector<float>.Count;

    /// <summary>The least multiple of <see cref="Lanes"/> that holds so many columns.</summary>
    internal static int Padded(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    /// <summary>C[r, k] = Σ_i A[r, i] B[i, k], added to C where asked for.</summary>
    /// <param name="rows">Rows of A and C.</param>
    /// <param name="columns">Columns of B and C, a multiple of <see cref="Lanes"/>.</param>
    /// <param name="depth">Columns of A, rows of B.</param>
    /// <param name="a">A; its element [r, i] is at r·aRow + i·aDepth, so that a transposed matrix needs no copy.</param>
    /// <param name="aRow">See <paramref name="a"/>.</param>
    /// <param name="aDepth">See <paramref name="a"/>.</param>
    /// <param name="b">B, rows one behind the other.</param>
    /// <param name="c">C, rows one behind the other.</param>
    /// <param name="add">Whether C keeps what it has.</param>
    internal static void Run(int rows, int columns, int depth, float* a, int aRow, int aDepth, float* b, float* c, bool add)
    {
        if (!add) new Span<float>(c, rows * columns).Clear();
        var tiled = rows - (rows % TileRows);
        var k = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; k + (TileVectors * Vector512<float>.Count) <= columns; k += TileVectors * Vector512<float>.Count)
                for (var r = 0; r < tiled; r += TileRows)
                    WideTile(depth, a + (r * aRow), aRow, aDepth, b + k, c + (r * columns) + k, columns);
        for (; k + (TileVectors * Lanes) <= columns; k += TileVectors * Lanes)
            for (var r = 0; r < tiled; r += TileRows)
                Tile(depth, a + (r * aRow), aRow, aDepth, b + k, c + (r * columns) + k, columns);
        for (; k < columns; k += Lanes)
            for (var r = 0; r < tiled; r += TileRows)
                Strip(depth, a + (r * aRow), aRow, aDepth, b + k, c + (r * columns) + k, columns);
        for (var r = tiled; r < rows; r++)
            for (k = 0; k < columns; k += Lanes)
                Single(depth, a + (r * aRow), aDepth, b + k, c + (r * columns) + k, columns);
    }

    [MethodImpl(Alone)]
    private static void Tile(int depth, float* a, int aRow, int aDepth, float* b, float* c, int columns)
    {
        Vector<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector<float> c20 = default, c21 = default, c22 = default, c23 = default;
        var n = Vector<float>.Count;
        for (var i = 0; i < depth; i++, a += aDepth, b += columns)
        {
            var (b0, b1, b2, b3) = (Vector.Load(b), Vector.Load(b + n), Vector.Load(b + (2 * n)), Vector.Load(b + (3 * n)));
            var factor = new Vector<float>(a[0]);
            c00 = Vector.MultiplyAddEstimate(factor, b0, c00);
            c01 = Vector.MultiplyAddEstimate(factor, b1, c01);
            c02 = Vector.MultiplyAddEstimate(factor, b2, c02);
            c03 = Vector.MultiplyAddEstimate(factor, b3, c03);
            factor = new Vector<float>(a[aRow]);
            c10 = Vector.MultiplyAddEstimate(factor, b0, c10);
            c11 = Vector.MultiplyAddEstimate(factor, b1, c11);
            c12 = Vector.MultiplyAddEstimate(factor, b2, c12);
            c13 = Vector.MultiplyAddEstimate(factor, b3, c13);
            factor = new Vector<float>(a[2 * aRow]);
            c20 = Vector.MultiplyAddEstimate(factor, b0, c20);
            c21 = Vector.MultiplyAddEstimate(factor, b1, c21);
            c22 = Vector.MultiplyAddEstimate(factor, b2, c22);
            c23 = Vector.MultiplyAddEstimate(factor, b3, c23);
        }

        Add(c, c00, c01, c02, c03);
        Add(c + columns, c10, c11, c12, c13);
        Add(c + (2 * columns), c20, c21, c22, c23);
    }

    // The same with registers of twice the width, which Vector<float> does not use.
    [MethodImpl(Alone)]
    private static void WideTile(int depth, float* a, int aRow, int aDepth, float* b, float* c, int columns)
    {
        Vector512<float> c00 = default, c01 = default, c02 = default, c03 = default;
        Vector512<float> c10 = default, c11 = default, c12 = default, c13 = default;
        Vector512<float> c20 = default, c21 = default, c22 = default, c23 = default;
        var n = Vector512<float>.Count;
        for (var i = 0; i < depth; i++, a += aDepth, b += columns)
        {
            var (b0, b1, b2, b3) = (Vector512.Load(b), Vector512.Load(b + n), Vector512.Load(b + (2 * n)), Vector512.Load(b + (3 * n)));
            var factor = Vector512.Create(a[0]);
            c00 = Vector512.MultiplyAddEstimate(factor, b0, c00);
            c01 = Vector512.MultiplyAddEstimate(factor, b1, c01);
            c02 = Vector512.MultiplyAddEstimate(factor, b2, c02);
            c03 = Vector512.MultiplyAddEstimate(factor, b3, c03);
            factor = Vector512.Create(a[aRow]);
            c10 = Vector512.MultiplyAddEstimate(factor, b0, c10);
            c11 = Vector512.MultiplyAddEstimate(factor, b1, c11);
            c12 = Vector512.MultiplyAddEstimate(factor, b2, c12);
            c13 = Vector512.MultiplyAddEstimate(factor, b3, c13);
            factor = Vector512.Create(a[2 * aRow]);
            c20 = Vector512.MultiplyAddEstimate(factor, b0, c20);
            c21 = Vector512.MultiplyAddEstimate(factor, b1, c21);
            c22 = Vector512.MultiplyAddEstimate(factor, b2, c22);
            c23 = Vector512.MultiplyAddEstimate(factor, b3, c23);
        }

        Add(c, c00, c01, c02, c03);
        Add(c + columns, c10, c11, c12, c13);
        Add(c + (2 * columns), c20, c21, c22, c23);
    }

    [MethodImpl(Alone)]
    private static void Strip(int depth, float* a, int aRow, int aDepth, float* b, float* c, int columns)
    {
        Vector<float> c0 = default, c1 = default, c2 = default;
        for (var i = 0; i < depth; i++, a += aDepth, b += columns)
        {
            var bi = Vector.Load(b);
            c0 = Vector.MultiplyAddEstimate(new Vector<float>(a[0]), bi, c0);
            c1 = Vector.MultiplyAddEstimate(new Vector<float>(a[aRow]), bi, c1);
            c2 = Vector.MultiplyAddEstimate(new Vector<float>(a[2 * aRow]), bi, c2);
        }

        (c0 + Vector.Load(c)).Store(c);
        (c1 + Vector.Load(c + columns)).Store(c + columns);
        (c2 + Vector.Load(c + (2 * columns))).Store(c + (2 * columns));
    }

    [MethodImpl(Alone)]
    private static void Single(int depth, float* a, int aDepth, float* b, float* c, int columns)
    {
        Vector<float> sum = default;
        for (var i = 0; i < depth; i++, a += aDepth, b += columns) sum = Vector.MultiplyAddEstimate(new Vector<float>(a[0]), Vector.Load(b), sum);
        (sum + Vector.Load(c)).Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* c, Vector<float> s0, Vector<float> s1, Vector<float> s2, Vector<float> s3)
    {
        var n = Vector<float>.Count;
        (s0 + Vector.Load(c)).Store(c);
        (s1 + Vector.Load(c + n)).Store(c + n);
        (s2 + Vector.Load(c + (2 * n))).Store(c + (2 * n));
        (s3 + Vector.Load(c + (3 * n))).Store(c + (3 * n));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* c, Vector512<float> s0, Vector512<float> s1, Vector512<float> s2, Vector512<float> s3)
    {
        var n = Vector512<float>.Count;
        (s0 + Vector512.Load(c)).Store(c);
        (s1 + Vector512.Load(c + n)).Store(c + n);
        (s2 + Vector512.Load(c + (2 * n))).Store(c + (2 * n));
        (s3 + Vector512.Load(c + (3 * n))).Store(c + (3 * n));
    }
}
