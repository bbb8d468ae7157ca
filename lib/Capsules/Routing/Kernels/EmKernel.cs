using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using TorchSharp;
using static Capsules.Routing.KernelMemory;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>
/// An E-step and the sums of its M-step in one, on the processor, in float32: R = softmax(Θ Φ) over the outputs, Σ_i f_i R_ij Φ_i
/// (<see cref="EmVoteFree"/>).
/// </summary>
/// <remarks>
/// Why it is fast: as tensor operations R, [B, n, m], is written and read a dozen times. Here a register's width of inputs is taken through
/// both products and back while its R lies in the first-level cache; the features are made there, too. The backward pass computes both again.
/// </remarks>
internal sealed class EmKernel : autograd.SingleTensorFunction<EmKernel>
{
    /// <inheritdoc/>
    public override string Name => nameof(EmKernel);

    /// <summary>Whether these inputs are taken.</summary>
    internal static bool Takes(Tensor x) => x.device_type == DeviceType.CPU && x.dtype == ScalarType.Float32;

    /// <summary>Σ_i f_i R_ij Φ_i, [B, m, K].</summary>
    /// <param name="theta">Θ, [B, m, K].</param>
    /// <param name="x">Inputs, [B, c, d, n].</param>
    /// <param name="f">f(a), [B, n].</param>
    internal static Tensor Moments(Tensor theta, Tensor x, Tensor f) => apply(theta.contiguous(), x.contiguous(), f.contiguous());

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (theta, x, f) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        ctx.save_for_backward([theta, x, f]);
        return Vector512.IsHardwareAccelerated ? EmInputs<Lanes512>.Forward(theta, x, f) : EmInputs<LanesAny>.Forward(theta, x, f);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (theta, x, f, g) = (saved[0], saved[1], saved[2], grad_output.contiguous());
        var (gTheta, gx, gf) = Vector512.IsHardwareAccelerated
            ? EmInputs<Lanes512>.Backward(theta, x, f, g)
            : EmInputs<LanesAny>.Backward(theta, x, f, g);
        return [gTheta, gx, gf];
    }
}

/// <summary>
/// The inputs of all samples in chunks, shared out among the threads; a chunk goes by as many inputs as two registers have lanes, so that a
/// product reads each number of Θ once for both. Whatever is said of an input below is a pair of registers.
/// </summary>
internal static unsafe class EmInputs<T>
    where T : unmanaged, ILanes<T>
{
    // Their sums are added in order, so that the numbers are the same whatever the threads do.
    private const int Chunk = 1024;
    private static readonly int Step = 2 * T.Count;

    internal static Tensor Forward(Tensor theta, Tensor x, Tensor f)
    {
        var z = Sizes(theta, x);
        using var partial = Room<T>((long)z.Batch * z.Chunks * z.M * z.Wide);
        float* thetas = Numbers(theta), xs = Numbers(x), fs = Numbers(f);
        var sums = (T*)Numbers(partial);
        Each<T>(z.Batch * z.Chunks, [2, 2 * z.Wide * T.Count, Step * z.Wide, 2 * z.M], (item, room) =>
        {
            var (sample, from) = (item / z.Chunks, item % z.Chunks * Chunk);
            var inputs = new Inputs(xs + ((long)sample * z.C * z.D * z.N), fs + ((long)sample * z.N), room[0], room[1], (float*)room[2]);
            for (var first = from; first < Math.Min(z.N, from + Chunk); first += Step)
                Forward(z, thetas + ((long)sample * z.M * z.Features), inputs, first, room[3], sums + ((long)item * z.M * z.Wide), fromZero: first == from);
        });
        KeepAlive(theta, x, f);
        return Sum(partial, z);
    }

    internal static (Tensor Theta, Tensor X, Tensor F) Backward(Tensor theta, Tensor x, Tensor f, Tensor gMoments)
    {
        var z = Sizes(theta, x);
        using var partial = Room<T>((long)z.Batch * z.Chunks * z.M * z.Wide);
        Tensor gX = empty_like(x), gf = empty_like(f);
        float* thetas = Numbers(theta), xs = Numbers(x), fs = Numbers(f), gs = Numbers(gMoments), gxs = Numbers(gX), gfs = Numbers(gf);
        var sums = (T*)Numbers(partial);
        Each<T>(z.Batch * z.Chunks, [2, 2 * z.Wide * T.Count, Step * z.Wide, 2 * z.M, 2 * z.M, 2 * z.Features], (item, room) =>
        {
            var (sample, from) = (item / z.Chunks, item % z.Chunks * Chunk);
            long xAt = (long)sample * z.C * z.D * z.N, fAt = (long)sample * z.N, thetaAt = (long)sample * z.M * z.Features;
            var inputs = new Inputs(xs + xAt, fs + fAt, room[0], room[1], (float*)room[2]);
            for (var first = from; first < Math.Min(z.N, from + Chunk); first += Step)
                Backward(z, thetas + thetaAt, gs + thetaAt, inputs, first, room[3], room[4], room[5],
                    sums + ((long)item * z.M * z.Wide), gxs + xAt, gfs + fAt, fromZero: first == from);
        });
        KeepAlive(theta, x, f, gMoments);
        return (Sum(partial, z), gX, gf);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Forward(in EmSizes z, float* theta, in Inputs inputs, int first, T* r, T* moments, bool fromZero)
    {
        Load(z, inputs, first);
        Product<T>.AddPairs(new(theta, z.Features, 1), z.M, z.Features, inputs.Phi, 2, r, 2, fromZero: true);
        for (var part = 0; part < 2; part++)
        {
            Softmax<T>.Forward(r + part, 2, z.M, r + part, 2);                                             // E-step
            for (var j = part; j < 2 * z.M; j += 2) r[j] *= inputs.F[part];                                // D-step
        }

        Outer(z, r, inputs.Rows, moments, fromZero);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Backward(
        in EmSizes z, float* theta, float* gMoments, in Inputs inputs, int first, T* r, T* q, T* gPhi, T* gTheta, float* gX, float* gf, bool fromZero)
    {
        Load(z, inputs, first);
        Product<T>.AddPairs(new(theta, z.Features, 1), z.M, z.Features, inputs.Phi, 2, r, 2, fromZero: true);
        Product<T>.AddPairs(new(gMoments, z.Features, 1), z.M, z.Features, inputs.Phi, 2, q, 2, fromZero: true);
        for (var part = 0; part < 2; part++)
        {
            Softmax<T>.Forward(r + part, 2, z.M, r + part, 2);
            var gfi = T.All(0);
            for (var j = part; j < 2 * z.M; j += 2) gfi = T.MultiplyAdd(r[j], q[j], gfi);
            for (var j = part; j < 2 * z.M; j += 2)
            {
                r[j] *= inputs.F[part];
                q[j] = r[j] * (q[j] - gfi);                                                                // ∂L/∂(ΘΦ)
            }

            Copy((float*)&gfi, Count(z, first, part), gf + first + (part * T.Count));
        }

        Product<T>.AddPairs(new(theta, 1, z.Features), z.Features, z.M, q, 2, gPhi, 2, fromZero: true);
        Product<T>.AddPairs(new(gMoments, 1, z.Features), z.Features, z.M, r, 2, gPhi, 2);
        Outer(z, q, inputs.Rows, gTheta, fromZero);
        for (var part = 0; part < 2; part++)
        {
            FeaturesBackward(z, inputs.Phi + 2 + part, gPhi + 2 + part);
            for (var k = 0; k < z.C * z.D; k++)
                Copy((float*)(gPhi + 2 + (2 * k) + part), Count(z, first, part), gX + ((long)k * z.N) + first + (part * T.Count));
        }
    }

    // Φ(x) = (1, x, products of x within a row), in the order of EmVoteFree.Features; of one half of the pairs, so every other register.
    private static void Features(in EmSizes z, T* x, T* products)
    {
        for (var row = 0; row < z.C; row++, x += 2 * z.D)
            for (var p = 0; p < z.D; p++)
                for (var q = p; q < z.D; q++, products += 2) *products = x[2 * p] * x[2 * q];
    }

    // To ∂L/∂x come the products' parts.
    private static void FeaturesBackward(in EmSizes z, T* x, T* g)
    {
        var products = g + (2 * z.C * z.D);
        for (var row = 0; row < z.C; row++, x += 2 * z.D, g += 2 * z.D)
            for (var p = 0; p < z.D; p++)
                for (var q = p; q < z.D; q++, products += 2)
                {
                    g[2 * p] = T.MultiplyAdd(*products, x[2 * q], g[2 * p]);
                    g[2 * q] = T.MultiplyAdd(*products, x[2 * p], g[2 * q]);
                }
    }

    // into[j] += Σ over lanes of r_j Φ, with Φ in rows of an input each.
    private static void Outer(in EmSizes z, T* r, float* rows, T* into, bool fromZero)
    {
        var entries = new Entries((float*)r, Step, 1);
        for (var part = 0; part < z.Wide; part += 2)
        {
            if (part + 1 < z.Wide) Product<T>.AddPairs(entries, z.M, Step, (T*)rows + part, z.Wide, into + part, z.Wide, fromZero);
            else Product<T>.Add(entries, z.M, Step, (T*)rows + part, z.Wide, into + part, z.Wide, fromZero);
        }
    }

    // f and Φ of some inputs, one a lane, and Φ also as rows. Past the last input and the last feature all is zero, and so has no part in any sum.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Load(in EmSizes z, in Inputs inputs, int first)
    {
        var (numbers, row) = (z.C * z.D, z.Wide * T.Count);
        var x = inputs.Phi + 2;
        var from = first + Step > z.N ? 0 : 2 * z.Features;
        new Span<T>(inputs.Phi + from, (2 * row) - from).Clear();
        for (var part = 0; part < 2; part++)
        {
            var (count, at) = (Count(z, first, part), first + (part * T.Count));
            inputs.Phi[part] = T.All(1);
            for (var k = 0; k < numbers; k++) Copy(inputs.X + ((long)k * z.N) + at, count, (float*)(x + (2 * k) + part));
            Features(z, x + part, x + (2 * numbers) + part);
            for (var k = 0; k < row; k += T.Count) T.Transpose(inputs.Phi + (2 * k) + part, 2, inputs.Rows + (part * T.Count * row) + k, row);
            inputs.F[part] = T.All(0);
            Copy(inputs.Weights + at, count, (float*)(inputs.F + part));
        }
    }

    // Inputs in one half of the pairs from the first on.
    private static int Count(in EmSizes z, int first, int part) => Math.Clamp(z.N - first - (part * T.Count), 0, T.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(float* from, int count, float* into)
    {
        if (count == T.Count) *(T*)into = *(T*)from;
        else new Span<float>(from, count).CopyTo(new Span<float>(into, count));
    }

    private static Tensor Sum(Tensor partial, in EmSizes z) =>
        partial.view(z.Batch, z.Chunks, z.M, z.Wide * T.Count).narrow(3, 0, z.Features).sum(dim: 1); // [B, m, K]

    private static EmSizes Sizes(Tensor theta, Tensor x)
    {
        var (m, features, n) = ((int)theta.shape[1], (int)theta.shape[2], (int)x.shape[3]);
        return new((int)x.shape[0], m, (int)x.shape[1], (int)x.shape[2], features, n, (n + Chunk - 1) / Chunk, (features + T.Count - 1) / T.Count);
    }

    // x [c, d, n] and f [n] of a sample, and room for f and Φ of some inputs: one a lane, [2] and [K, 2], and Φ one a row, [lanes, K]; K here with its last register full.
    private readonly struct Inputs(float* x, float* weights, T* f, T* phi, float* rows)
    {
        internal float* X => x;

        internal float* Weights => weights;

        internal T* F => f;

        internal T* Phi => phi;

        internal float* Rows => rows;
    }
}

/// <summary>m outputs, K features and n inputs of c × d numbers in every sample; n in so many chunks, K in so many registers.</summary>
internal readonly record struct EmSizes(int Batch, int M, int C, int D, int Features, int N, int Chunks, int Wide);
