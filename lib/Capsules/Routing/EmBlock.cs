using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Capsules.Routing;

/// <summary>
/// A pass of EM routing over some inputs of one sample, and its derivative, a block of inputs at a time: the E-step's product, the
/// softmax, the D-step and the M-step's product, one after the other while the block is in the cache. Buffers for one thread.
/// </summary>
/// <remarks>
/// Why it is here: as tensor operations every step of a pass is a walk over all R of a batch, and the derivative some ten more.
/// Figures of `./workbook bench em` are in lib/README.md.
/// </remarks>
internal sealed unsafe class EmBlock : IDisposable
{
    /// <summary>Inputs a block: with 64 outputs of 4×4 all its matrices fill half a second-level cache; a multiple of a tile's 3 rows.</summary>
    internal const int Inputs = 48;

    // Probabilities below e^-50 are 0: 5,184 of them are nothing beside Eps, but products with denormal numbers took most of the time.
    private const float Least = -50;

    private readonly EmFeatureMap map;
    private readonly int m, outputs, width;    // outputs: m filled up to whole registers; width: so are the features
    private readonly float* memory, phi, logits, slopes, gPhi, routing;

    /// <summary>Makes buffers.</summary>
    /// <param name="map">The features of an input.</param>
    /// <param name="m">Outputs.</param>
    internal EmBlock(EmFeatureMap map, int m)
    {
        (this.map, this.m, outputs, width) = (map, m, SmallProduct.Padded(m), SmallProduct.Padded(map.Count));
        nuint count = (nuint)(((map.Count + width) * Inputs) + (3 * outputs * Inputs));
        memory = (float*)NativeMemory.AlignedAlloc(count * sizeof(float), 64);
        phi = memory;                                    // [K, Inputs]
        logits = phi + (map.Count * Inputs);             // [Inputs, outputs]
        slopes = logits + (outputs * Inputs);
        routing = slopes + (outputs * Inputs);
        gPhi = routing + (outputs * Inputs);                // [Inputs, width]
    }

    /// <summary>R = softmax over outputs of Φ θ, and the moments Σ f R Φ.</summary>
    /// <param name="count">Inputs.</param>
    /// <param name="f">f(a) of the inputs.</param>
    /// <param name="x">Inputs, [count, c, d].</param>
    /// <param name="theta">θ, [K, outputs]; −∞ in the first row of outputs that are none.</param>
    /// <param name="moments">Receives the moments of these inputs, [K, outputs].</param>
    /// <param name="r">Receives R, [count, m], unless null.</param>
    internal void Forward(int count, float* f, float* x, float* theta, float* moments, float* r)
    {
        new Span<float>(moments, map.Count * outputs).Clear();
        for (var first = 0; first < count; first += Inputs)
        {
            var here = Math.Min(Inputs, count - first);
            map.Fill(x + (first * map.Numbers), here, phi, Inputs);
            if (m > 1) SmallProduct.Run(Inputs, outputs, map.Count, phi, 1, Inputs, theta, logits, add: false); // E-step, Eq. (2)
            else new Span<float>(logits, Inputs * outputs).Clear();
            for (var i = 0; i < here; i++)
            {
                var row = logits + (i * outputs);
                if (m > 1) Softmax(row);
                else row[0] = 1;
                if (r is not null) new Span<float>(row, m).CopyTo(new Span<float>(r + ((long)(first + i) * m), m));
                Scale(row, f[first + i]);                                                                 // D-step, Eq. (3)
            }

            new Span<float>(logits + (here * outputs), (Inputs - here) * outputs).Clear();
            SmallProduct.Run(map.Count, outputs, Inputs, phi, Inputs, 1, logits, moments, add: true);     // M-step
        }
    }

    /// <summary>Derivatives of a loss, given those with respect to the moments.</summary>
    /// <param name="count">Inputs.</param>
    /// <param name="f">f(a) of the inputs.</param>
    /// <param name="x">Inputs, [count, c, d].</param>
    /// <param name="r">R of the pass, [count, m].</param>
    /// <param name="slope">∂L/∂moments, [K, outputs].</param>
    /// <param name="slopeByOutput">The same, [outputs, width].</param>
    /// <param name="thetaByOutput">θ, [outputs, width].</param>
    /// <param name="gF">Receives ∂L/∂f.</param>
    /// <param name="gX">Receives ∂L/∂x, [count, c, d].</param>
    /// <param name="gTheta">Receives ∂L/∂θ of these inputs, [K, outputs].</param>
    internal void Backward(
        int count, float* f, float* x, float* r, float* slope, float* slopeByOutput, float* thetaByOutput, float* gF, float* gX, float* gTheta)
    {
        new Span<float>(gTheta, map.Count * outputs).Clear();
        new Span<float>(routing, outputs * Inputs).Clear();      // outputs that are none keep R = 0
        for (var first = 0; first < count; first += Inputs)
        {
            var here = Math.Min(Inputs, count - first);
            map.Fill(x + (first * map.Numbers), here, phi, Inputs);
            SmallProduct.Run(Inputs, outputs, map.Count, phi, 1, Inputs, slope, slopes, add: false);      // ∂L/∂R, but for f
            for (var i = 0; i < here; i++)
            {
                new Span<float>(r + ((long)(first + i) * m), m).CopyTo(new Span<float>(routing + (i * outputs), m));
                gF[first + i] = Slopes(routing + (i * outputs), slopes + (i * outputs), f[first + i], logits + (i * outputs));
            }

            var none = (Inputs - here) * outputs;
            new Span<float>(slopes + (here * outputs), none).Clear();
            SmallProduct.Run(Inputs, width, outputs, logits, outputs, 1, slopeByOutput, gPhi, add: false);
            SmallProduct.Run(Inputs, width, outputs, slopes, outputs, 1, thetaByOutput, gPhi, add: true);
            SmallProduct.Run(map.Count, outputs, Inputs, phi, Inputs, 1, slopes, gTheta, add: true);
            map.Slopes(x + (first * map.Numbers), here, gPhi, width, gX + (first * map.Numbers));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(memory);

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Softmax(float* row)
    {
        var largest = Vector.Load(row);
        for (var j = SmallProduct.Lanes; j < outputs; j += SmallProduct.Lanes) largest = Vector.Max(largest, Vector.Load(row + j));
        var top = new Vector<float>(Largest(largest));
        var sum = Vector<float>.Zero;
        for (var j = 0; j < outputs; j += SmallProduct.Lanes)
        {
            var e = Exp(Vector.Load(row + j) - top);
            sum += e;
            e.Store(row + j);
        }

        Scale(row, 1 / Vector.Sum(sum));
    }

    private void Scale(float* row, float factor)
    {
        var by = new Vector<float>(factor);
        for (var j = 0; j < outputs; j += SmallProduct.Lanes) (by * Vector.Load(row + j)).Store(row + j);
    }

    // From p = ∂L/∂(f R): ∂L/∂f = Σ R p, and ∂L/∂logits = f R (p − ∂L/∂f), which replaces p; d receives f R.
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private float Slopes(float* r, float* p, float f, float* d)
    {
        var along = Vector<float>.Zero;
        for (var j = 0; j < outputs; j += SmallProduct.Lanes) along += Vector.Load(r + j) * Vector.Load(p + j);
        var mean = Vector.Sum(along);
        Vector<float> by = new(f), middle = new(mean);
        for (var j = 0; j < outputs; j += SmallProduct.Lanes)
        {
            var used = by * Vector.Load(r + j);
            used.Store(d + j);
            (used * (Vector.Load(p + j) - middle)).Store(p + j);
        }

        return mean;
    }

    // e^x for x ≤ 0, to two units in the last place: 2^k e^r with |r| ≤ ln 2 / 2 and the Taylor polynomial of e^r.
    // Vector.Exp works in double precision and took a fifth of a pass.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        const float log2e = 1.44269504f, high = 0.693359375f, low = -2.12194440e-4f;    // ln 2 in two parts
        var k = Vector.Floor((x * log2e) + new Vector<float>(0.5f));
        var r = Vector.MultiplyAddEstimate(k, new(-low), Vector.MultiplyAddEstimate(k, new(-high), x));
        var sum = new Vector<float>(1f / 5040);
        sum = Vector.MultiplyAddEstimate(sum, r, new(1f / 720));
        sum = Vector.MultiplyAddEstimate(sum, r, new(1f / 120));
        sum = Vector.MultiplyAddEstimate(sum, r, new(1f / 24));
        sum = Vector.MultiplyAddEstimate(sum, r, new(1f / 6));
        sum = Vector.MultiplyAddEstimate(sum, r, new(1f / 2));
        sum = Vector.MultiplyAddEstimate(sum, r, Vector<float>.One);
        sum = Vector.MultiplyAddEstimate(sum, r, Vector<float>.One);
        var power = Vector.AsVectorSingle((Vector.ConvertToInt32(k) + new Vector<int>(127)) << 23);
        return Vector.ConditionalSelect(Vector.LessThan(x, new(Least)), Vector<float>.Zero, sum * power);
    }

    private static float Largest(Vector<float> v)
    {
        var largest = v[0];
        for (var k = 1; k < Vector<float>.Count; k++) largest = MathF.Max(largest, v[k]);
        return largest;
    }
}
