using System.Runtime.CompilerServices;

namespace Capsules.Routing;

/// <summary>Sizes of a layer: n lower capsules of dimension d, m upper ones of dimension h, r iterations.</summary>
internal readonly record struct RbaSizes(int N, int D, int M, int H, int R);

/// <summary>
/// Algorithm 1 and its derivative for a block of images, as many as a register has lanes. Every "number" below is a register with one
/// image a lane, so the loops read as the paper does.
/// </summary>
internal static unsafe class RbaBlock<T>
    where T : unmanaged, ILanes<T>
{
    private const MethodImplOptions Hot = MethodImplOptions.AggressiveOptimization;

    // Lower capsules taken together, so that v_j and s_j are read once for all of them.
    private const int Tile = 4;

    /// <summary>Eq. (2): û_ij = W_ji u_i.</summary>
    /// <param name="w">W, [m, n, h, d].</param>
    /// <param name="u">u, [n, d].</param>
    /// <param name="uHat">Receives û, [n, m, h].</param>
    internal static void Votes(in RbaSizes z, float* w, T* u, T* uHat)
    {
        var (n, m, h, d) = (z.N, z.M, z.H, z.D);
        for (var j = 0; j < m; j++)
            for (var i = 0; i < n; i++)
                Product<T>.Add(new(w + ((((long)j * n) + i) * h * d), d, 1), h, d, u + (i * d), 1, uHat + ((((long)i * m) + j) * h), 1, fromZero: true);
    }

    /// <summary>Algorithm 1.</summary>
    /// <param name="uHat">û, [n, m, h].</param>
    /// <param name="priors">b, [n, m].</param>
    /// <param name="b">Room for the logits, [n, m].</param>
    /// <param name="c">Receives the couplings of the kept iterations, [n, m, kept].</param>
    /// <param name="s">Receives the weighted sums of the kept iterations, [m, kept, h].</param>
    /// <param name="v">Receives the upper capsules, [m, h].</param>
    /// <param name="kept">r to keep all iterations, for the derivative; 1 to keep the last.</param>
    [MethodImpl(Hot)]
    internal static void Route(in RbaSizes z, T* uHat, float* priors, T* b, T* c, T* s, T* v, int kept)
    {
        var (n, m, h) = (z.N, z.M, z.H);
        for (var ij = 0; ij < n * m; ij++) b[ij] = T.All(priors[ij]);
        for (var t = 0; t < z.R; t++)                                                  // line 1
        {
            var slot = Math.Min(t, kept - 1);
            var st = s + (slot * h);
            for (var j = 0; j < m; j++) new Span<T>(st + ((long)j * kept * h), h).Clear();
            for (var (i0, i1) = (0, Math.Min(n, Tile)); i0 < n; (i0, i1) = (i1, Math.Min(n, i1 + Tile)))
            {
                for (var j = 0; j < m && t > 0; j++)                                   // line 4 of the iteration before
                    for (var i = i0; i < i1; i++) b[(i * m) + j] += Dot(uHat + ((((long)i * m) + j) * h), v + (j * h), h);
                for (var i = i0; i < i1; i++) Softmax<T>.Forward(b + (i * m), 1, m, c + ((long)i * m * kept) + slot, kept);   // line 2
                for (var j = 0; j < m; j++)                                            // line 3
                    for (var i = i0; i < i1; i++)
                        AddScaled(st + ((long)j * kept * h), c[((((long)i * m) + j) * kept) + slot], uHat + ((((long)i * m) + j) * h), h);
            }

            for (var j = 0; j < m; j++) Squashing<T>.Forward(st + ((long)j * kept * h), v + (j * h), h);
        }
    }

    /// <summary>
    /// Derivative of <see cref="Route"/>, from its c and s. ∂L/∂û is left in factors, a sum over the iterations: ∂L/∂û_ij = Σ_t c_ij ∂L/∂s_j
    /// + ∂L/∂b_ij v_j, with v of the iteration before that b.
    /// </summary>
    /// <param name="gv">∂L/∂v, [m, h]; overwritten.</param>
    /// <param name="gb">Receives ∂L/∂b of every iteration, [n, m, r].</param>
    /// <param name="gs">Receives ∂L/∂s of every iteration, [m, r, h].</param>
    /// <param name="v">Receives v of every iteration, [m, r, h].</param>
    [MethodImpl(Hot)]
    internal static void RouteBackward(in RbaSizes z, T* uHat, T* c, T* s, T* gv, T* gb, T* gs, T* v)
    {
        var (n, m, h, r) = (z.N, z.M, z.H, z.R);
        for (var t = r - 1; t >= 0; t--)
        {
            for (var j = 0; j < m; j++)                                                // line 3
            {
                var at = (((long)j * r) + t) * h;
                Squashing<T>.Forward(s + at, v + at, h);
                Squashing<T>.Backward(s + at, gv + (j * h), gs + at, h);
            }

            new Span<T>(gv, m * h).Clear();
            for (var (i0, i1) = (0, Math.Min(n, Tile)); i0 < n; (i0, i1) = (i1, Math.Min(n, i1 + Tile)))
            {
                for (var j = 0; j < m; j++)                                            // line 3: ∂L/∂c, where ∂L/∂b will be
                    for (var i = i0; i < i1; i++)
                        gb[((((long)i * m) + j) * r) + t] = Dot(uHat + ((((long)i * m) + j) * h), gs + ((((long)j * r) + t) * h), h);
                for (var i = i0; i < i1; i++) SoftmaxBackward(c + ((long)i * m * r) + t, gb + ((long)i * m * r) + t, m, r, last: t == r - 1);
                for (var j = 0; j < m && t > 0; j++)                                   // line 4 of the iteration before
                    for (var i = i0; i < i1; i++)
                        AddScaled(gv + (j * h), gb[((((long)i * m) + j) * r) + t], uHat + ((((long)i * m) + j) * h), h);
            }
        }
    }

    /// <summary>∂L/∂û_ij from its factors.</summary>
    /// <param name="c">c_ij of every iteration, [r].</param>
    /// <param name="gb">∂L/∂b_ij of every iteration, [r].</param>
    /// <param name="gs">∂L/∂s_j of every iteration, [r, h].</param>
    /// <param name="v">v_j of every iteration, [r, h].</param>
    /// <param name="gVote">Receives ∂L/∂û_ij, [h].</param>
    [MethodImpl(Hot)]
    internal static void VoteBackward(in RbaSizes z, T* c, T* gb, T* gs, T* v, T* gVote)
    {
        var (h, r) = (z.H, z.R);
        var k = 0;
        for (; k + 4 <= h; k += 4)   // four at a time, or each sum would wait for its own last addition
        {
            T a0 = T.All(0), a1 = a0, a2 = a0, a3 = a0;
            for (var t = 0; t < r; t++)
            {
                var g = gs + (t * h) + k;
                var ct = c[t];
                a0 = T.MultiplyAdd(ct, g[0], a0);
                a1 = T.MultiplyAdd(ct, g[1], a1);
                a2 = T.MultiplyAdd(ct, g[2], a2);
                a3 = T.MultiplyAdd(ct, g[3], a3);
                if (t + 1 == r) break;
                var vt = v + (t * h) + k;
                var gt = gb[t + 1];
                a0 = T.MultiplyAdd(gt, vt[0], a0);
                a1 = T.MultiplyAdd(gt, vt[1], a1);
                a2 = T.MultiplyAdd(gt, vt[2], a2);
                a3 = T.MultiplyAdd(gt, vt[3], a3);
            }

            (gVote[k], gVote[k + 1], gVote[k + 2], gVote[k + 3]) = (a0, a1, a2, a3);
        }

        for (; k < h; k++)
        {
            var sum = c[0] * gs[k];
            for (var t = 1; t < r; t++) sum += (c[t] * gs[(t * h) + k]) + (gb[t] * v[((t - 1) * h) + k]);
            gVote[k] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Dot(T* x, T* y, int h)
    {
        T a = T.All(0), b = a;
        var k = 0;
        for (; k + 2 <= h; k += 2)
        {
            a = T.MultiplyAdd(x[k], y[k], a);
            b = T.MultiplyAdd(x[k + 1], y[k + 1], b);
        }

        return k < h ? T.MultiplyAdd(x[k], y[k], a) + b : a + b;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddScaled(T* into, T scale, T* x, int h)
    {
        for (var k = 0; k < h; k++) into[k] = T.MultiplyAdd(scale, x[k], into[k]);
    }

    // Line 2: ∂L/∂c of one iteration becomes ∂L/∂b of it, to which all later ones add.
    [MethodImpl(Hot)]
    private static void SoftmaxBackward(T* c, T* g, int m, int stride, bool last)
    {
        var mean = T.All(0);
        for (var j = 0; j < m; j++) mean = T.MultiplyAdd(c[j * stride], g[j * stride], mean);
        for (var j = 0; j < m; j++)
        {
            var gj = c[j * stride] * (g[j * stride] - mean);
            g[j * stride] = last ? gj : g[(j * stride) + 1] + gj;
        }
    }
}

/// <summary>Eq. (1) and its derivative, one image a lane.</summary>
internal static unsafe class Squashing<T>
    where T : unmanaged, ILanes<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Forward(T* s, T* v, int h)
    {
        var (scale, _) = Scale(Norm(s, h));
        for (var k = 0; k < h; k++) v[k] = scale * s[k];
    }

    // g(s) = f(|s|) s, so ∂L/∂s = f ∂L/∂v + (f'/|s|) <s, ∂L/∂v> s.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Backward(T* s, T* gv, T* gs, int h)
    {
        var norm = Norm(s, h);
        var (f, slope) = Scale(norm);
        var inner = T.All(0);
        for (var k = 0; k < h; k++) inner = T.MultiplyAdd(s[k], gv[k], inner);
        var along = slope / norm * inner;
        for (var k = 0; k < h; k++) gs[k] = (f * gv[k]) + (along * s[k]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Norm(T* s, int h)
    {
        var squares = T.All((float)Squash.Epsilon);
        for (var k = 0; k < h; k++) squares = T.MultiplyAdd(s[k], s[k], squares);
        return T.Sqrt(squares);
    }

    // f(x) = (1 - exp(-x)) / x and its derivative; below 1/2 by their series, where the formulas would cancel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (T F, T Slope) Scale(T x)
    {
        var e = T.Exp(T.All(0) - x);
        var f = (T.All(1) - e) / x;
        var slope = (e - f) / x;
        return (T.WhereBelow(x, 0.5f, Series(x, FTerms), f), T.WhereBelow(x, 0.5f, Series(x, SlopeTerms), slope));
    }

    // f = Σ (-x)^k / (k+1)!, f' = -Σ (k+1) (-x)^k / (k+2)!: eight terms leave less than 1e-8 at x = 1/2.
    private static ReadOnlySpan<float> FTerms => [1f, -1f / 2, 1f / 6, -1f / 24, 1f / 120, -1f / 720, 1f / 5040, -1f / 40320];

    private static ReadOnlySpan<float> SlopeTerms =>
        [-1f / 2, 2f / 6, -3f / 24, 4f / 120, -5f / 720, 6f / 5040, -7f / 40320, 8f / 362880];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Series(T x, ReadOnlySpan<float> terms)
    {
        var sum = T.All(0);
        for (var k = terms.Length - 1; k >= 0; k--) sum = T.MultiplyAdd(sum, x, T.All(terms[k]));
        return sum;
    }
}
