using System.Numerics;
using System.Runtime.CompilerServices;

namespace Capsules.Routing;

/// <summary>
/// Algorithm 1 and its derivative for as many images as a SIMD register has lanes: every "number" below is a register with one image a
/// lane, so the loops read as the paper does. All of a block stays in the second-level cache through every iteration.
/// </summary>
/// <remarks>
/// Why it is here: as tensor operations ten iterations with their derivatives are some 130 passes over memory; this is one. Figures of
/// `./workbook bench train` are in lib/README.md. Its loops are compiled for speed at once: a short training would end in slow ones.
/// </remarks>
internal sealed unsafe class RbaBlock
{
    private readonly int n, m, h, r;
    private readonly Vector<float>[] uHat, gUHat, b, gb, c, s, v;

    internal RbaBlock(int lower, int upper, int dim, int iterations)
    {
        (n, m, h, r) = (lower, upper, dim, iterations);
        uHat = new Vector<float>[n * m * h];
        gUHat = new Vector<float>[n * m * h];
        b = new Vector<float>[n * m];
        gb = new Vector<float>[n * m];
        c = new Vector<float>[r * n * m];    // couplings of every iteration
        s = new Vector<float>[r * m * h];    // weighted sums of every iteration
        v = new Vector<float>[m * h];
    }

    /// <summary>Images a block.</summary>
    internal static int Lanes => Vector<float>.Count;

    /// <summary>Routes the images from <paramref name="first"/> on.</summary>
    /// <param name="votes">û, [n, m, h, B].</param>
    /// <param name="priors">b, [n, m].</param>
    /// <param name="first">First image of the block; images past the batch are left alone.</param>
    /// <param name="capsules">Receives v, [m, h, B].</param>
    /// <param name="couplings">Receives c of the last iteration, [n, m, B].</param>
    internal void Forward(float* votes, float* priors, int batch, int first, float* capsules, float* couplings)
    {
        Load(votes, uHat, batch, first);
        Iterate(priors);
        Store(v, capsules, batch, first);
        Store(c.AsSpan((r - 1) * n * m, n * m), couplings, batch, first);
    }

    /// <summary>Derivatives of a loss with respect to votes and priors, given those with respect to the upper capsules.</summary>
    /// <param name="votes">û, [n, m, h, B].</param>
    /// <param name="priors">b, [n, m].</param>
    /// <param name="gCapsules">∂L/∂v, [m, h, B].</param>
    /// <param name="gVotes">Receives ∂L/∂û, [n, m, h, B].</param>
    /// <param name="gPriors">∂L/∂b of this block is added, [n, m].</param>
    internal void Backward(float* votes, float* priors, float* gCapsules, int batch, int first, float* gVotes, Span<double> gPriors)
    {
        Load(votes, uHat, batch, first);
        Iterate(priors);
        Load(gCapsules, v, batch, first);                            // from here on v holds ∂L/∂v
        gb.AsSpan().Clear();
        gUHat.AsSpan().Clear();
        for (var t = r - 1; t >= 0; t--)
        {
            var ct = c.AsSpan(t * n * m, n * m);
            var st = s.AsSpan(t * m * h, m * h);
            if (t < r - 1) Agreement(st);
            for (var j = 0; j < m; j++) Squashing.Backward(st.Slice(j * h, h), v.AsSpan(j * h, h));
            WeightedSum(ct);
        }

        Store(gUHat, gVotes, batch, first);
        for (var k = 0; k < gPriors.Length; k++) gPriors[k] += Vector.Sum(gb[k]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Iterate(float* priors)
    {
        for (var k = 0; k < b.Length; k++) b[k] = new Vector<float>(priors[k]);
        for (var t = 0; t < r; t++)                                                   // line 1
        {
            var ct = c.AsSpan(t * n * m, n * m);
            var st = s.AsSpan(t * m * h, m * h);
            for (var i = 0; i < n; i++) Softmax(b.AsSpan(i * m, m), ct.Slice(i * m, m));   // line 2
            st.Clear();
            for (int i = 0, ij = 0; i < n; i++)
                for (var j = 0; j < m; j++, ij++)
                {
                    var sum = st.Slice(j * h, h);
                    var vote = uHat.AsSpan(ij * h, h);
                    var weight = ct[ij];
                    for (var k = 0; k < vote.Length; k++) sum[k] += weight * vote[k];
                }

            for (var j = 0; j < m; j++) Squashing.Forward(st.Slice(j * h, h), v.AsSpan(j * h, h));   // line 3
            if (t == r - 1) break;
            for (int i = 0, ij = 0; i < n; i++)
                for (var j = 0; j < m; j++, ij++)
                {
                    var upper = v.AsSpan(j * h, h);
                    var vote = uHat.AsSpan(ij * h, h);
                    var agreement = Vector<float>.Zero;
                    for (var k = 0; k < vote.Length; k++) agreement += vote[k] * upper[k];
                    b[ij] += agreement;                                               // line 4
                }
        }
    }

    // Derivative of line 4: ∂L/∂v of an iteration that is not the last, and its part of ∂L/∂û.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Agreement(ReadOnlySpan<Vector<float>> st)
    {
        Span<Vector<float>> upper = stackalloc Vector<float>[h];
        v.AsSpan().Clear();
        for (var j = 0; j < m; j++)
        {
            Squashing.Forward(st.Slice(j * h, h), upper);
            var gv = v.AsSpan(j * h, h);
            for (var i = 0; i < n; i++)
            {
                var ij = (i * m) + j;
                var vote = uHat.AsSpan(ij * h, h);
                var gVote = gUHat.AsSpan(ij * h, h);
                var g = gb[ij];
                for (var k = 0; k < vote.Length; k++)
                {
                    gv[k] += g * vote[k];
                    gVote[k] += g * upper[k];
                }
            }
        }
    }

    // Derivative of lines 2 and 3; v holds ∂L/∂s.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WeightedSum(ReadOnlySpan<Vector<float>> ct)
    {
        Span<Vector<float>> gc = stackalloc Vector<float>[m];
        for (var i = 0; i < n; i++)
        {
            var mean = Vector<float>.Zero;
            for (var j = 0; j < m; j++)
            {
                var ij = (i * m) + j;
                var vote = uHat.AsSpan(ij * h, h);
                var gVote = gUHat.AsSpan(ij * h, h);
                var gs = v.AsSpan(j * h, h);
                var (weight, sum) = (ct[ij], Vector<float>.Zero);
                for (var k = 0; k < vote.Length; k++)
                {
                    sum += gs[k] * vote[k];
                    gVote[k] += weight * gs[k];
                }

                gc[j] = sum;
                mean += weight * sum;
            }

            for (var j = 0; j < m; j++) gb[(i * m) + j] += ct[(i * m) + j] * (gc[j] - mean);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(ReadOnlySpan<Vector<float>> logits, Span<Vector<float>> into)
    {
        var largest = logits[0];
        foreach (var logit in logits) largest = Vector.Max(largest, logit);
        var sum = Vector<float>.Zero;
        for (var j = 0; j < logits.Length; j++) sum += into[j] = Vector.Exp(logits[j] - largest);
        for (var j = 0; j < into.Length; j++) into[j] /= sum;
    }

    // Columns of [k, B] from image `first` on, one image a lane; lanes past the batch are zero.
    private static void Load(float* from, Span<Vector<float>> into, int batch, int first)
    {
        var lanes = Math.Min(Lanes, batch - first);
        if (lanes == Lanes)
        {
            for (var k = 0; k < into.Length; k++) into[k] = Vector.Load(from + ((long)k * batch) + first);
            return;
        }

        into.Clear();
        for (var k = 0; k < into.Length; k++)
            for (var lane = 0; lane < lanes; lane++) into[k] = into[k].WithElement(lane, from[((long)k * batch) + first + lane]);
    }

    private static void Store(ReadOnlySpan<Vector<float>> from, float* into, int batch, int first)
    {
        var lanes = Math.Min(Lanes, batch - first);
        for (var k = 0; k < from.Length; k++)
        {
            var to = into + ((long)k * batch) + first;
            if (lanes == Lanes) Vector.Store(from[k], to);
            else for (var lane = 0; lane < lanes; lane++) to[lane] = from[k][lane];
        }
    }

    /// <summary>Eq. (1) and its derivative.</summary>
    private static class Squashing
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal static void Forward(ReadOnlySpan<Vector<float>> s, Span<Vector<float>> v)
        {
            var (scale, _) = Scale(Norm(s));
            for (var k = 0; k < s.Length; k++) v[k] = scale * s[k];
        }

        // g(s) = f(|s|) s, so ∂L/∂s = f ∂L/∂v + (f'/|s|) <s, ∂L/∂v> s. The derivative replaces ∂L/∂v.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal static void Backward(ReadOnlySpan<Vector<float>> s, Span<Vector<float>> g)
        {
            var norm = Norm(s);
            var (f, slope) = Scale(norm);
            var inner = Vector<float>.Zero;
            for (var k = 0; k < s.Length; k++) inner += s[k] * g[k];
            var along = slope / norm * inner;
            for (var k = 0; k < s.Length; k++) g[k] = (f * g[k]) + (along * s[k]);
        }

        private static Vector<float> Norm(ReadOnlySpan<Vector<float>> s)
        {
            var squares = new Vector<float>((float)Squash.Epsilon);
            foreach (var x in s) squares += x * x;
            return Vector.SquareRoot(squares);
        }

        // f(x) = (1 - exp(-x)) / x and its derivative; below 1/2 by their series, where the formulas would cancel.
        private static (Vector<float> F, Vector<float> Slope) Scale(Vector<float> x)
        {
            var e = Vector.Exp(-x);
            var f = (Vector<float>.One - e) / x;
            var slope = (e - f) / x;
            var small = Vector.LessThan(x, new Vector<float>(0.5f));
            return (Vector.ConditionalSelect(small, Series(x, FTerms), f), Vector.ConditionalSelect(small, Series(x, SlopeTerms), slope));
        }

        // f = Σ (-x)^k / (k+1)!, f' = -Σ (k+1) (-x)^k / (k+2)!: eight terms leave less than 1e-8 at x = 1/2.
        private static ReadOnlySpan<float> FTerms => [1f, -1f / 2, 1f / 6, -1f / 24, 1f / 120, -1f / 720, 1f / 5040, -1f / 40320];

        private static ReadOnlySpan<float> SlopeTerms =>
            [-1f / 2, 2f / 6, -3f / 24, 4f / 120, -5f / 720, 6f / 5040, -7f / 40320, 8f / 362880];

        private static Vector<float> Series(Vector<float> x, ReadOnlySpan<float> terms)
        {
            var sum = Vector<float>.Zero;
            for (var k = terms.Length - 1; k >= 0; k--) sum = (sum * x) + new Vector<float>(terms[k]);
            return sum;
        }
    }
}
