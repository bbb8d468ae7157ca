using System.Numerics;
using System.Runtime.CompilerServices;

namespace Capsules.Routing;

/// <summary>The features Φ(x) of an input x of c × d numbers: 1, the numbers, and within every row the products of two of them.</summary>
/// <param name="Rows">c.</param>
/// <param name="Columns">d.</param>
internal readonly record struct EmFeatureMap(int Rows, int Columns)
{
    /// <summary>Numbers of an input, c d.</summary>
    internal int Numbers => Rows * Columns;

    /// <summary>K: features of an input, 1 + c d + c d (d + 1) / 2.</summary>
    internal int Count => 1 + Numbers + (Numbers * (Columns + 1) / 2);

    /// <summary>Writes features of inputs.</summary>
    /// <param name="x">Inputs, [count, c, d].</param>
    /// <param name="count">Inputs.</param>
    /// <param name="phi">Receives Φ, [K, block]; 0 from <paramref name="count"/> on.</param>
    /// <param name="block">Inputs that <paramref name="phi"/> has room for, a multiple of <see cref="SmallProduct.Lanes"/>.</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal unsafe void Fill(float* x, int count, float* phi, int block)
    {
        var linear = phi + block;
        if (count < block) new Span<float>(phi, block * (1 + Numbers)).Clear();
        new Span<float>(phi, count).Fill(1);
        for (var i = 0; i < count; i++, x += Numbers)
            for (var k = 0; k < Numbers; k++) linear[(k * block) + i] = x[k];

        var into = linear + (Numbers * block);
        for (var row = 0; row < Rows; row++)
            for (var p = 0; p < Columns; p++)
                for (var q = p; q < Columns; q++, into += block)
                {
                    float* left = linear + (((row * Columns) + p) * block), right = linear + (((row * Columns) + q) * block);
                    for (var i = 0; i < block; i += SmallProduct.Lanes) (Vector.Load(left + i) * Vector.Load(right + i)).Store(into + i);
                }
    }

    /// <summary>Derivatives with respect to inputs from those with respect to their features.</summary>
    /// <param name="x">Inputs, [count, c, d].</param>
    /// <param name="count">Inputs.</param>
    /// <param name="gPhi">∂L/∂Φ, [count, width].</param>
    /// <param name="width">At least K.</param>
    /// <param name="gX">Receives ∂L/∂x, [count, c, d].</param>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    internal unsafe void Slopes(float* x, int count, float* gPhi, int width, float* gX)
    {
        // Places of the products of every two columns among those of a row.
        var pairs = Columns * (Columns + 1) / 2;
        Span<int> place = stackalloc int[Columns * Columns];
        for (int p = 0, next = 0; p < Columns; p++)
            for (var q = p; q < Columns; q++) place[(p * Columns) + q] = place[(q * Columns) + p] = next++;

        for (var i = 0; i < count; i++, x += Numbers, gX += Numbers, gPhi += width)
        {
            float* linear = gPhi + 1, product = linear + Numbers;
            for (var row = 0; row < Numbers; row += Columns, product += pairs)
                for (int p = 0, pq = 0; p < Columns; p++)
                {
                    var sum = linear[row + p] + (product[place[pq + p]] * x[row + p]);    // that of a square counts twice
                    for (var q = 0; q < Columns; q++, pq++) sum += product[place[pq]] * x[row + q];
                    gX[row + p] = sum;
                }
        }
    }
}
