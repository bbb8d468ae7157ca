using System.Runtime.Intrinsics;
using TorchSharp;
using static Capsules.Routing.KernelMemory;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>A layer's votes and their routing-by-agreement as one differentiable operation on the processor, in float32.</summary>
/// <remarks>
/// Why it is fast. As tensor operations, ten iterations with their derivatives are some 130 passes over the votes in memory. Here the votes of
/// a block of images (as many as a register has lanes) are computed from u and W, routed, and dropped; an iteration reads them once. Their
/// gradient has few factors, couplings and agreements of every iteration (<see cref="RbaBlock{T}.RouteBackward"/>), so it is formed for
/// one pair of capsules at a time and used at once for those of u and W. Neither votes nor their gradients are ever in memory as a whole.
/// Figures: lib/PERFORMANCE.md, `./workbook bench routing`.
/// </remarks>
internal sealed class RbaKernel : autograd.SingleTensorFunction<RbaKernel>
{
    /// <inheritdoc/>
    public override string Name => nameof(RbaKernel);

    /// <summary>Whether these capsules can be routed here.</summary>
    internal static bool Takes(Tensor u) => u.device_type == DeviceType.CPU && u.dtype == ScalarType.Float32 && u.shape[0] > 0;

    /// <summary>Routes lower capsules; gradients flow to capsules, matrices and priors through all iterations.</summary>
    /// <param name="w">W, [m, n, h, d].</param>
    /// <param name="u">Lower capsules, [B, n, d].</param>
    /// <param name="b">Priors, [n, m].</param>
    /// <param name="iterations">r of Algorithm 1.</param>
    /// <exception cref="ArgumentException">The tensors do not fit.</exception>
    internal static RoutingOutput Route(Tensor w, Tensor u, Tensor b, int iterations)
    {
        Require.Shape(w, "this routing, for its matrices,", -1, -1, -1, -1);
        Require.Shape(u, "routing with these matrices", -1, w.shape[1], w.shape[3]);
        Require.Shape(b, "routing with these matrices, for its priors,", w.shape[1], w.shape[0]);
        Require.Like(w, u);
        Require.Like(b, u);
        var couplings = empty([u.shape[0], b.shape[0], b.shape[1]]);
        var differentiable = is_grad_enabled() && (w.requires_grad || u.requires_grad || b.requires_grad);
        var capsules = apply(w.contiguous(), u.contiguous(), b.contiguous(), new Call(iterations, differentiable, couplings));
        return new RoutingOutput(capsules, couplings, []);
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (w, u, b, call) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2], (Call)vars[3]);
        var (capsules, c, s) = Vector512.IsHardwareAccelerated
            ? RbaBatch<Lanes512>.Forward(w, u, b, call.Iterations, call.Couplings, call.Differentiable)
            : RbaBatch<LanesAny>.Forward(w, u, b, call.Iterations, call.Couplings, call.Differentiable);
        ctx.save_data(nameof(Call.Iterations), call.Iterations);
        if (call.Differentiable)
        {
            ctx.save_for_backward([w, u, c, s]);
        }
        else
        {
            c.Dispose();
            s.Dispose();
        }

        return capsules;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (w, u, c, s, r, gv) = (saved[0], saved[1], saved[2], saved[3], (int)ctx.get_data(nameof(Call.Iterations)), grad_output.contiguous());
        var (gW, gu, gb) = Vector512.IsHardwareAccelerated
            ? RbaBatch<Lanes512>.Backward(w, u, c, s, r, gv)
            : RbaBatch<LanesAny>.Backward(w, u, c, s, r, gv);
        return [gW, gu, gb, null!];
    }

    // Filled beside autograd: TorchSharp ends the process when a second output has no gradient and its scope is closed.
    private sealed record Call(int Iterations, bool Differentiable, Tensor Couplings);
}

/// <summary>A batch of images in blocks of as many as a register has lanes, shared out among the threads.</summary>
internal static unsafe class RbaBatch<T>
    where T : unmanaged, ILanes<T>
{
    /// <summary>Capsules [B, m, h], and for the derivative c and s of every iteration, block by block.</summary>
    /// <param name="couplings">Receives c of the last iteration, [B, n, m].</param>
    internal static (Tensor V, Tensor C, Tensor S) Forward(Tensor w, Tensor u, Tensor b, int iterations, Tensor couplings, bool keepAll)
    {
        var (z, batch) = Sizes(w, u, iterations);
        var (n, m, h, kept) = (z.N, z.M, z.H, keepAll ? z.R : 1);
        Tensor capsules = empty([batch, m, h]), cAll = Room<T>((long)Blocks(batch) * n * m * kept), sAll = Room<T>((long)Blocks(batch) * m * h * kept);
        float* W = Numbers(w), lower = Numbers(u), priors = Numbers(b), upper = Numbers(capsules), last = Numbers(couplings);
        T* cs = (T*)Numbers(cAll), ss = (T*)Numbers(sAll);
        Each<T>(Blocks(batch), [n * z.D, (long)n * m * h, n * m, m * h], (block, room) =>
        {
            T* ui = room[0], uHat = room[1], logits = room[2], v = room[3];
            T* c = cs + ((long)block * n * m * kept), s = ss + ((long)block * m * h * kept);
            Load(lower, batch, block, n * z.D, ui);
            RbaBlock<T>.Votes(z, W, ui, uHat);
            RbaBlock<T>.Route(z, uHat, priors, logits, c, s, v, kept);
            Store(v, 1, batch, block, m * h, upper);
            Store(c + kept - 1, kept, batch, block, n * m, last);
        });
        KeepAlive(w, u, b, couplings);
        return (capsules, cAll, sAll);
    }

    /// <summary>Derivatives with respect to W, u and b, from c and s of <see cref="Forward"/>.</summary>
    internal static (Tensor W, Tensor U, Tensor B) Backward(Tensor w, Tensor u, Tensor cAll, Tensor sAll, int iterations, Tensor gCapsules)
    {
        var (z, batch) = Sizes(w, u, iterations);
        var (n, d, m, h, r, blocks) = (z.N, z.D, z.M, z.H, z.R, Blocks(batch));
        using Tensor gbAll = Room<T>((long)blocks * n * m * r), gsAll = Room<T>((long)blocks * m * h * r), vAll = Room<T>((long)blocks * m * h * r);
        Tensor gw = empty_like(w), gu = empty_like(u), gPriors = empty([n, m]);
        float* W = Numbers(w), lower = Numbers(u), gUpper = Numbers(gCapsules), gW = Numbers(gw), gLower = Numbers(gu), gPrior = Numbers(gPriors);
        T* c = (T*)Numbers(cAll), s = (T*)Numbers(sAll), gb = (T*)Numbers(gbAll), gs = (T*)Numbers(gsAll), v = (T*)Numbers(vAll);
        long Pair(int block, int i, int j) => ((((long)block * n) + i) * m + j) * r;   // in c and gb
        long Upper(int block, int j) => (((long)block * m) + j) * r * h;              // in s, gs and v
        long Matrix(int j, int i) => (((long)j * n) + i) * h * d;                     // in W

        // By blocks of images: through the iterations.
        Each<T>(blocks, [n * d, (long)n * m * h, m * h], (block, room) =>
        {
            T* ui = room[0], uHat = room[1], gv = room[2];
            long pairs = Pair(block, 0, 0), sums = Upper(block, 0);
            Load(lower, batch, block, n * d, ui);
            Load(gUpper, batch, block, m * h, gv);
            RbaBlock<T>.Votes(z, W, ui, uHat);
            RbaBlock<T>.RouteBackward(z, uHat, c + pairs, s + sums, gv, gb + pairs, gs + sums, v + sums);
        });

        // By lower capsules, some at a time: through the votes. Each sums over the images in their order, so that the numbers are the same
        // whatever the threads do. For ∂L/∂W the lanes are the numbers of a row: u_i of an image, padded with zeros to whole registers.
        var some = Math.Clamp(n / get_num_threads(), 1, 8);
        var (wide, images) = ((d + T.Count - 1) / T.Count, blocks * T.Count);
        Each<T>((n + some - 1) / some, [h, (long)some * images * wide, (long)some * blocks * d, h * wide * (long)some], (part, room) =>
        {
            T* gVote = room[0], rows = room[1], gui = room[2], gRows = room[3];
            var (first, count) = (part * some, Math.Min(some, n - (part * some)));
            var gbSum = stackalloc double[count];
            new Span<T>(rows, count * images * wide).Clear();
            for (var k = 0; k < count; k++) CopyRows(lower + ((first + k) * d), (long)n * d, batch, d, (float*)(rows + ((long)k * images * wide)), wide * T.Count);
            for (var j = 0; j < m; j++)
            {
                for (var block = 0; block < blocks; block++)
                    for (var k = 0; k < count; k++)
                    {
                        var (i, start) = (first + k, block == 0);
                        long pair = Pair(block, i, j), sums = Upper(block, j);
                        RbaBlock<T>.VoteBackward(z, c + pair, gb + pair, gs + sums, v + sums, gVote);
                        gbSum[k] = (start ? 0 : gbSum[k]) + T.Sum(gb[pair]);
                        Product<T>.Add(new(W + Matrix(j, i), 1, d), d, h, gVote, 1, gui + ((((long)k * blocks) + block) * d), 1, fromZero: j == 0);
                        for (var x = 0; x < wide; x++)
                            Product<T>.Add(new((float*)gVote, T.Count, 1), h, T.Count, rows + ((((long)k * images) + (block * T.Count)) * wide) + x, wide,
                                gRows + ((long)k * h * wide) + x, wide, fromZero: start);
                    }

                for (var k = 0; k < count; k++)
                {
                    gPrior[((first + k) * m) + j] = (float)gbSum[k];
                    CopyRows((float*)(gRows + ((long)k * h * wide)), wide * T.Count, h, d, gW + Matrix(j, first + k), d);
                }
            }

            for (var k = 0; k < count; k++)
                for (var block = 0; block < blocks; block++)
                    Store(gui + ((((long)k * blocks) + block) * d), 1, batch, block, d, gLower + ((first + k) * d), (long)n * d);
        });
        KeepAlive(w, u, cAll, sAll, gCapsules);
        return (gw, gu, gPriors);
    }

    private static int Blocks(int batch) => (batch + T.Count - 1) / T.Count;

    // Images of a block into lanes; lanes past the batch are zero, and so are their votes and gradients.
    private static void Load(float* from, int batch, int block, int count, T* into)
    {
        var lanes = Math.Min(T.Count, batch - (block * T.Count));
        if (lanes < T.Count) new Span<T>(into, count).Clear();
        for (var lane = 0; lane < lanes; lane++)
        {
            float* x = from + ((((long)block * T.Count) + lane) * count), to = (float*)into + lane;
            for (var k = 0; k < count; k++) to[k * T.Count] = x[k];
        }
    }

    // Every step-th register of a block into its images, which are `apart` numbers from each other.
    private static void Store(T* from, int step, int batch, int block, int count, float* into, long? apart = null)
    {
        for (var lane = 0; lane < Math.Min(T.Count, batch - (block * T.Count)); lane++)
        {
            float* x = (float*)from + lane, to = into + ((((long)block * T.Count) + lane) * (apart ?? count));
            for (var k = 0; k < count; k++) to[k] = x[(long)k * step * T.Count];
        }
    }

    private static void CopyRows(float* from, long apart, int rows, int length, float* into, int intoApart)
    {
        for (var row = 0; row < rows; row++) new Span<float>(from + (row * apart), length).CopyTo(new Span<float>(into + ((long)row * intoApart), length));
    }

    private static (RbaSizes Sizes, int Batch) Sizes(Tensor w, Tensor u, int iterations)
    {
        var shape = w.shape;
        return (new((int)shape[1], (int)shape[3], (int)shape[0], (int)shape[2], iterations), (int)u.shape[0]);
    }
}
