using System.Numerics;
using System.Runtime.CompilerServices;

namespace Capsules.Models;

/// <summary>
/// Normalisation of every channel over a batch: y = γ (r − μ) / √(σ² + ε) + β with r = max(x, floor), which is ReLU for floor 0 and x itself
/// for floor −∞; and its derivative. Two passes over the batch each way. The channels of a place lie side by side, so a register holds some
/// channels of one place.
/// </summary>
/// <remarks>
/// Why it is here: ReLU and batch normalisation as tensor operations are some nine passes, with sums in scalar double precision
/// (lib/README.md has the figures). Sums are taken image by image and then over images in order, so threads change no digit.
/// The loops are compiled for speed at once: a training of minutes would spend its first seconds in slow ones.
/// </remarks>
internal sealed unsafe class ChannelNorm
{
    private readonly int batch, places, channels;
    private readonly float floor, eps;

    /// <param name="shape">[B, rows, columns, C] of x; C is a multiple of <see cref="Lanes"/>.</param>
    /// <param name="floor">0 for ReLU, −∞ for none.</param>
    /// <param name="eps">ε.</param>
    internal ChannelNorm(long[] shape, float floor, float eps)
    {
        (batch, places, channels) = ((int)shape[0], (int)(shape[1] * shape[2]), (int)shape[3]);
        (this.floor, this.eps) = (floor, eps);
    }

    /// <summary>Channels a register.</summary>
    internal static int Lanes => Vector<float>.Count;

    /// <summary>Normalises a batch.</summary>
    /// <param name="x">x, [B, rows, columns, C].</param>
    /// <param name="gamma">γ, [C].</param>
    /// <param name="beta">β, [C].</param>
    /// <param name="y">Receives y, [B, rows, columns, C].</param>
    /// <param name="mean">Receives μ, [C].</param>
    /// <param name="variance">Receives σ² of the population, [C].</param>
    internal void Forward(nint x, float* gamma, float* beta, nint y, float* mean, float* variance)
    {
        // Sums of differences from a value near the mean, so that a large mean leaves the variance its digits.
        var near = new float[channels];
        var (first, second) = (new float[batch * channels], new float[batch * channels]);
        Sums(At(x, 0), near, first, second);
        for (var c = 0; c < channels; c++) near[c] = first[c] / places;

        Images(k => Sums(At(x, k), near, Row(first, k), Row(second, k)));
        var (scale, shift) = (new float[channels], new float[channels]);
        double count = (double)batch * places;
        for (var c = 0; c < channels; c++)
        {
            double offset = Total(first, c) / count, square = Total(second, c) / count, sig2 = Math.Max(0, square - (offset * offset));
            if (double.IsNaN(square)) sig2 = double.NaN;
            (mean[c], variance[c]) = ((float)(near[c] + offset), (float)sig2);
            var factor = gamma[c] / Math.Sqrt(sig2 + eps);
            (scale[c], shift[c]) = ((float)factor, (float)(beta[c] - ((near[c] + offset) * factor)));
        }

        Images(k => Line(At(x, k), At(y, k), scale, shift));
    }

    /// <summary>Derivatives.</summary>
    /// <param name="x">x, [B, rows, columns, C].</param>
    /// <param name="gamma">γ, [C].</param>
    /// <param name="mean">μ, [C].</param>
    /// <param name="variance">σ², [C].</param>
    /// <param name="g">∂L/∂y, [B, rows, columns, C].</param>
    /// <param name="gX">Receives ∂L/∂x, [B, rows, columns, C].</param>
    /// <param name="gGamma">Receives ∂L/∂γ, [C].</param>
    /// <param name="gBeta">Receives ∂L/∂β, [C].</param>
    internal void Backward(nint x, float* gamma, float* mean, float* variance, nint g, nint gX, float* gGamma, float* gBeta)
    {
        var mu = new Span<float>(mean, channels).ToArray();
        var (sums, alongs) = (new float[batch * channels], new float[batch * channels]);   // Σ g, Σ g (r − μ)
        Images(k => Products(At(x, k), At(g, k), mu, Row(sums, k), Row(alongs, k)));

        // ∂L/∂r = γ/σ (g − Σg/N − (r − μ) Σ g(r − μ) / (N σ²)), as a g + b r + d
        var (a, b, d) = (new float[channels], new float[channels], new float[channels]);
        double count = (double)batch * places;
        for (var c = 0; c < channels; c++)
        {
            double sum = Total(sums, c), along = Total(alongs, c), inverse = 1 / Math.Sqrt(variance[c] + (double)eps);
            var ac = gamma[c] * inverse;
            var bc = -ac * along * inverse * inverse / count;
            (a[c], b[c], d[c]) = ((float)ac, (float)bc, (float)((-ac * sum / count) - (bc * mu[c])));
            (gGamma[c], gBeta[c]) = ((float)(along * inverse), (float)sum);
        }

        Images(k => Slope(At(x, k), At(g, k), At(gX, k), a, b, d));
    }

    private void Images(Action<int> work) => Native.ForEach(batch, k => work(k));

    private float* At(nint all, int image) => (float*)all + ((long)image * places * channels);

    private Span<float> Row(float[] all, int image) => all.AsSpan(image * channels, channels);

    private double Total(float[] perImage, int c)
    {
        var total = 0d;
        for (var k = c; k < perImage.Length; k += channels) total += perImage[k];
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sums(float* x, ReadOnlySpan<float> near, Span<float> first, Span<float> second)
    {
        var low = new Vector<float>(floor);
        for (var c = 0; c < channels; c += Lanes)
        {
            Vector<float> one = default, two = default, middle = new(near[c..]);
            var at = x + c;
            for (var p = 0; p < places; p++, at += channels)
            {
                var r = Raise(Vector.Load(at), low) - middle;
                one += r;
                two += r * r;
            }

            one.CopyTo(first[c..]);
            two.CopyTo(second[c..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Line(float* x, float* y, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift)
    {
        var low = new Vector<float>(floor);
        for (var c = 0; c < channels; c += Lanes)
        {
            Vector<float> a = new(scale[c..]), b = new(shift[c..]);
            for (var (p, at) = (0, (long)c); p < places; p++, at += channels)
                ((a * Raise(Vector.Load(x + at), low)) + b).Store(y + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Products(float* x, float* g, ReadOnlySpan<float> mean, Span<float> sums, Span<float> alongs)
    {
        var low = new Vector<float>(floor);
        for (var c = 0; c < channels; c += Lanes)
        {
            Vector<float> sum = default, along = default, middle = new(mean[c..]);
            for (var (p, at) = (0, (long)c); p < places; p++, at += channels)
            {
                var slope = Vector.Load(g + at);
                sum += slope;
                along += slope * (Raise(Vector.Load(x + at), low) - middle);
            }

            sum.CopyTo(sums[c..]);
            along.CopyTo(alongs[c..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Slope(float* x, float* g, float* gX, ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> d)
    {
        var low = new Vector<float>(floor);
        for (var c = 0; c < channels; c += Lanes)
        {
            Vector<float> va = new(a[c..]), vb = new(b[c..]), vd = new(d[c..]);
            for (var (p, at) = (0, (long)c); p < places; p++, at += channels)
            {
                var r = Vector.Load(x + at);
                var slope = (va * Vector.Load(g + at)) + (vb * r) + vd;
                Vector.ConditionalSelect(Vector.LessThanOrEqual(r, low), Vector<float>.Zero, slope).Store(gX + at);
            }
        }
    }

    // Not Max: what is not a number must stay so, or an abort could not name where it began.
    private static Vector<float> Raise(Vector<float> value, Vector<float> low) => Vector.ConditionalSelect(Vector.LessThan(value, low), low, value);
}
