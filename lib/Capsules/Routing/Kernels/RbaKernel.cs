using System.Runtime.Intrinsics;
using TorchSharp;
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
        if (call.Differentiable) ctx.save_for_backward([w, u, c, s]);
        ctx.save_data(nameof(Call.Iterations), call.Iterations);
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
    private delegate void Work(int item, T*[] room);

    /// <summary>Capsules [B, m, h], and for the derivative c and s of every iteration, block by block.</summary>
    /// <param name="couplings">Receives c of the last iteration, [B, n, m].</param>
    internal static (Tensor V, Tensor C, Tensor S) Forward(Tensor w, Tensor u, Tensor b, int iterations, Tensor couplings, bool keepAll)
    {
        var (z, batch) = Sizes(w, u, iterations);
        var (n, m, h, kept) = (z.N, z.M, z.H, keepAll ? z.R : 1);
        Tensor capsules = empty([batch, m, h]), c = Room((long)Blocks(batch) * n * m * kept), s = Room((long)Blocks(batch) * m * h * kept);
        float* pw = Numbers(w), pu = Numbers(u), pb = Numbers(b), pv = Numbers(capsules), pc = Numbers(couplings);
        T* cs = (T*)Numbers(c), ss = (T*)Numbers(s);
        Each(Blocks(batch), [n * z.D, (long)n * m * h, n * m, m * h], (block, room) =>
        {
            T* lower = room[0], votes = room[1], logits = room[2], upper = room[3];
            T* cb = cs + ((long)block * n * m * kept), sb = ss + ((long)block * m * h * kept);
            Load(pu, batch, block, n * z.D, lower);
            RbaBlock<T>.Votes(z, pw, lower, votes);
            RbaBlock<T>.Route(z, votes, pb, logits, cb, sb, upper, kept);
            Store(upper, 1, batch, block, m * h, pv);
            Store(cb + kept - 1, kept, batch, block, n * m, pc);
        });
        return (capsules, c, s);
    }

    /// <summary>Derivatives with respect to W, u and b, from c and s of <see cref="Forward"/>.</summary>
    internal static (Tensor W, Tensor U, Tensor B) Backward(Tensor w, Tensor u, Tensor c, Tensor s, int iterations, Tensor gCapsules)
    {
        var (z, batch) = Sizes(w, u, iterations);
        var (n, d, m, h, r, blocks) = (z.N, z.D, z.M, z.H, z.R, Blocks(batch));
        Tensor gb = Room((long)blocks * n * m * r), gs = Room((long)blocks * m * h * r), v = Room((long)blocks * m * h * r);
        Tensor gW = empty_like(w), gu = empty_like(u), gPriors = empty([n, m]);
        float* pw = Numbers(w), pu = Numbers(u), pg = Numbers(gCapsules), pgw = Numbers(gW), pgu = Numbers(gu), pgb = Numbers(gPriors);
        T* cs = (T*)Numbers(c), ss = (T*)Numbers(s), gbs = (T*)Numbers(gb), gss = (T*)Numbers(gs), vs = (T*)Numbers(v);
        Each(blocks, [n * d, (long)n * m * h, m * h], (block, room) =>
        {
            T* lower = room[0], votes = room[1], gUpper = room[2];
            long pairs = (long)block * n * m * r, sums = (long)block * m * h * r;
            Load(pu, batch, block, n * d, lower);
            Load(pg, batch, block, m * h, gUpper);
            RbaBlock<T>.Votes(z, pw, lower, votes);
            RbaBlock<T>.RouteBackward(z, votes, cs + pairs, ss + sums, gUpper, gbs + pairs, gss + sums, vs + sums);
        });

        // By lower capsules: each sums its gradients over the images in their order, so the numbers are the same whatever the threads do.
        var tile = Math.Clamp(n / get_num_threads(), 1, 8);
        var wide = (d + T.Count - 1) / T.Count;   // registers that hold a row of W
        var inPlace = d % T.Count == 0;
        var rowsOf = blocks * T.Count * wide;
        Each((n + tile - 1) / tile, [h, (long)tile * h * wide, (long)tile * rowsOf, (long)tile * blocks * d], (item, room) =>
        {
            T* gVote = room[0], gRows = room[1], rows = room[2], gLower = room[3];
            var (first, count) = (item * tile, Math.Min(tile, n - (item * tile)));
            var priors = stackalloc double[count];
            for (var i = 0; i < count; i++) Rows(pu + ((long)(first + i) * d), (long)n * d, batch, d, rows + ((long)i * rowsOf), wide);
            for (var j = 0; j < m; j++)
            {
                new Span<double>(priors, count).Clear();
                for (var block = 0; block < blocks; block++)
                    for (var i = 0; i < count; i++)
                    {
                        var into = inPlace ? (T*)(pgw + ((((long)j * n) + first + i) * h * d)) : gRows + ((long)i * h * wide);
                        long pair = (((((long)block * n) + first + i) * m) + j) * r, sums = (((long)block * m) + j) * h * r;
                        RbaBlock<T>.VoteBackward(z, cs + pair, gbs + pair, gss + sums, vs + sums, gVote);
                        priors[i] += T.Sum(gbs[pair]);
                        Product<T>.Add(new(pw + ((((long)j * n) + first + i) * h * d), 1, d), d, h, gVote, 1, gLower + ((((long)i * blocks) + block) * d), 1, fromZero: j == 0);
                        for (var part = 0; part < wide; part++)
                            Product<T>.Add(new((float*)gVote, T.Count, 1), h, T.Count, rows + (i * rowsOf) + (block * T.Count * wide) + part, wide, into + part, wide, fromZero: block == 0);
                    }

                for (var i = 0; i < count; i++)
                {
                    pgb[((long)(first + i) * m) + j] = (float)priors[i];
                    for (var k = 0; k < h && !inPlace; k++)
                        new Span<float>(gRows + ((((long)i * h) + k) * wide), d).CopyTo(new Span<float>(pgw + ((((((long)j * n) + first + i) * h) + k) * d), d));
                }
            }

            for (var i = 0; i < count; i++)
                for (var image = 0; image < batch; image++)
                {
                    var at = (float*)(gLower + ((((long)i * blocks) + (image / T.Count)) * d)) + (image % T.Count);
                    var into = pgu + ((((long)image * n) + first + i) * d);
                    for (var e = 0; e < d; e++) into[e] = at[e * T.Count];
                }
        });
        return (gW, gu, gPriors);
    }

    private static int Blocks(int batch) => (batch + T.Count - 1) / T.Count;

    private static Tensor Room(long registers) => empty([registers * T.Count]);

    // Works on the items in parallel; each thread has room of its own, in registers.
    private static void Each(int count, long[] sizes, Work work)
    {
        var (threads, size) = (Math.Min(get_num_threads(), count), sizes.Sum());
        using var rooms = Room(threads * size);
        var (start, next) = ((nint)Numbers(rooms), -1);
        if (threads == 1) Run(0);
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, Run);

        void Run(int thread)
        {
            var room = new T*[sizes.Length];
            var at = (T*)start + (thread * size);
            for (var k = 0; k < sizes.Length; at += sizes[k++]) room[k] = at;
            for (int item; (item = Interlocked.Increment(ref next)) < count;) work(item, room);
        }
    }

    // Images of a block into lanes; lanes past the batch are zero, and so are their votes and gradients.
    private static void Load(float* from, int batch, int block, int count, T* into)
    {
        var lanes = Math.Min(T.Count, batch - (block * T.Count));
        if (lanes < T.Count) new Span<T>(into, count).Clear();
        for (var lane = 0; lane < lanes; lane++)
        {
            float* x = from + (((long)block * T.Count) + lane) * count, to = (float*)into + lane;
            for (var k = 0; k < count; k++) to[k * T.Count] = x[k];
        }
    }

    private static void Store(T* from, int stride, int batch, int block, int count, float* into)
    {
        for (var lane = 0; lane < Math.Min(T.Count, batch - (block * T.Count)); lane++)
        {
            float* x = (float*)from + lane, to = into + (((long)block * T.Count) + lane) * count;
            for (var k = 0; k < count; k++) to[k] = x[(long)k * stride * T.Count];
        }
    }

    // One lower capsule of every image, each in registers of its own; zero past the batch.
    private static void Rows(float* from, long stride, int batch, int d, T* into, int wide)
    {
        new Span<T>(into, Blocks(batch) * T.Count * wide).Clear();
        for (var image = 0; image < batch; image++)
            new Span<float>(from + (image * stride), d).CopyTo(new Span<float>(into + ((long)image * wide), d));
    }

    private static float* Numbers(Tensor tensor)
    {
        fixed (byte* bytes = tensor.bytes) return (float*)bytes;
    }

    private static (RbaSizes Sizes, int Batch) Sizes(Tensor w, Tensor u, int iterations)
    {
        var shape = w.shape;
        return (new((int)shape[1], (int)shape[3], (int)shape[0], (int)shape[2], iterations), (int)u.shape[0]);
    }
}
