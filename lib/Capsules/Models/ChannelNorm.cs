using System.Numerics;

namespace Capsules.Models;

/// <summary>
/// Normalisation of one channel over a batch: y = γ (r − μ) / √(σ² + ε) + β with r = max(x, floor), which is ReLU for floor 0 and x itself
/// for floor −∞; and its derivative. Two passes over the channel each way.
/// </summary>
/// <remarks>
/// Why it is here: ReLU and batch normalisation as tensor operations are some nine passes, with sums in scalar double precision; in the
/// first paper's backbone they took a third of a training step (lib/README.md has the figures).
/// </remarks>
internal sealed unsafe class ChannelNorm
{
    private readonly long batch, channels, places;
    private readonly float floor, eps;
    private readonly float* x, gamma;

    /// <param name="shape">[B, C, rows, columns] of x, which lies in one piece.</param>
    /// <param name="floor">0 for ReLU, −∞ for none.</param>
    /// <param name="eps">ε.</param>
    /// <param name="x">Address of x.</param>
    /// <param name="weight">Address of γ, [C].</param>
    internal ChannelNorm(long[] shape, float floor, float eps, nint x, nint weight)
    {
        (batch, channels, places) = (shape[0], shape[1], shape[2] * shape[3]);
        (this.floor, this.eps) = (floor, eps);
        this.x = (float*)x;
        gamma = (float*)weight;
    }

    /// <summary>Normalises channel <paramref name="c"/>.</summary>
    /// <param name="c">Channel.</param>
    /// <param name="beta">β of the channel.</param>
    /// <param name="y">Receives y, [B, C, rows, columns].</param>
    /// <param name="means">Receives μ, [C].</param>
    /// <param name="variances">Receives σ² of the population, [C].</param>
    internal void Forward(int c, float beta, float* y, float* means, float* variances)
    {
        // Sums of differences from a value near the mean, so that a large mean leaves the variance its digits.
        var near = (float)(Sums(At(x, 0, c), 0).First / places);
        double first = 0, second = 0;
        for (var image = 0L; image < batch; image++)
        {
            var (one, two) = Sums(At(x, image, c), near);
            first += one;
            second += two;
        }

        double count = batch * places, shift = first / count, variance = Math.Max(0, (second / count) - (shift * shift));
        if (double.IsNaN(second)) variance = double.NaN;
        var mean = near + shift;
        (means[c], variances[c]) = ((float)mean, (float)variance);
        var scale = gamma[c] / Math.Sqrt(variance + eps);
        for (var image = 0L; image < batch; image++)
            Line(At(x, image, c), At(y, image, c), (float)scale, (float)(beta - (mean * scale)));
    }

    /// <summary>Derivatives of channel <paramref name="c"/>.</summary>
    /// <param name="c">Channel.</param>
    /// <param name="mean">μ of the channel.</param>
    /// <param name="variance">σ² of the channel.</param>
    /// <param name="g">∂L/∂y, [B, C, rows, columns].</param>
    /// <param name="gX">Receives ∂L/∂x, [B, C, rows, columns].</param>
    /// <returns>∂L/∂γ and ∂L/∂β of the channel.</returns>
    internal (float Gamma, float Beta) Backward(int c, float mean, float variance, float* g, float* gX)
    {
        double sum = 0, along = 0;                                             // Σ g, Σ g (r − μ)
        for (var image = 0L; image < batch; image++)
        {
            var (one, two) = Products(At(x, image, c), At(g, image, c), mean);
            sum += one;
            along += two;
        }

        // ∂L/∂r = γ/σ (g − Σg/N − (r − μ) Σ g(r − μ) / (N σ²)), as a g + b r + d
        double count = batch * places, inverse = 1 / Math.Sqrt(variance + (double)eps);
        var a = gamma[c] * inverse;
        var b = -a * along * inverse * inverse / count;
        var d = (-a * sum / count) - (b * mean);
        for (var image = 0L; image < batch; image++)
            Slope(At(x, image, c), At(g, image, c), At(gX, image, c), (float)a, (float)b, (float)d);
        return ((float)(along * inverse), (float)sum);
    }

    private float* At(float* all, long image, int c) => all + (((image * channels) + c) * places);

    private (double First, double Second) Sums(float* from, float near)
    {
        Vector<float> first = default, second = default, low = new(floor), middle = new(near);
        long k = 0;
        for (; k <= places - Vector<float>.Count; k += Vector<float>.Count)
        {
            var r = Raise(Vector.Load(from + k), low) - middle;
            first += r;
            second += r * r;
        }

        double one = Vector.Sum(first), two = Vector.Sum(second);
        for (; k < places; k++)
        {
            double r = Raise(from[k]) - near;
            one += r;
            two += r * r;
        }

        return (one, two);
    }

    private void Line(float* from, float* to, float scale, float shift)
    {
        Vector<float> low = new(floor), a = new(scale), b = new(shift);
        long k = 0;
        for (; k <= places - Vector<float>.Count; k += Vector<float>.Count)
            ((a * Raise(Vector.Load(from + k), low)) + b).Store(to + k);
        for (; k < places; k++) to[k] = (scale * Raise(from[k])) + shift;
    }

    private (double Sum, double Along) Products(float* from, float* g, float mean)
    {
        Vector<float> sum = default, along = default, low = new(floor), middle = new(mean);
        long k = 0;
        for (; k <= places - Vector<float>.Count; k += Vector<float>.Count)
        {
            var gk = Vector.Load(g + k);
            sum += gk;
            along += gk * (Raise(Vector.Load(from + k), low) - middle);
        }

        double one = Vector.Sum(sum), two = Vector.Sum(along);
        for (; k < places; k++)
        {
            one += g[k];
            two += (double)g[k] * (Raise(from[k]) - mean);
        }

        return (one, two);
    }

    private void Slope(float* from, float* g, float* to, float a, float b, float d)
    {
        Vector<float> low = new(floor), va = new(a), vb = new(b), vd = new(d);
        long k = 0;
        for (; k <= places - Vector<float>.Count; k += Vector<float>.Count)
        {
            var r = Vector.Load(from + k);
            var slope = (va * Vector.Load(g + k)) + (vb * r) + vd;
            Vector.ConditionalSelect(Vector.LessThanOrEqual(r, low), Vector<float>.Zero, slope).Store(to + k);
        }

        for (; k < places; k++) to[k] = from[k] <= floor ? 0 : (a * g[k]) + (b * from[k]) + d;
    }

    // Not Max: what is not a number must stay so, or an abort could not name where it began.
    private static Vector<float> Raise(Vector<float> value, Vector<float> low) => Vector.ConditionalSelect(Vector.LessThan(value, low), low, value);

    private float Raise(float value) => value < floor ? floor : value;
}
