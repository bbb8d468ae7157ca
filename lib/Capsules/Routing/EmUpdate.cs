using static Capsules.Native;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>M-step and coefficients of all outputs as one differentiable operation, beside <see cref="EmFused"/> (see <see cref="EmOutput"/>).</summary>
internal sealed class EmUpdate : autograd.MultiTensorFunction<EmUpdate>
{
    /// <inheritdoc/>
    public override string Name => nameof(EmUpdate);

    /// <summary>What an iteration's moments give.</summary>
    /// <param name="moments">Σ D Φ, [B, m, K].</param>
    /// <param name="total">Σ f(a), [B, 1].</param>
    /// <param name="w">W [m, d, h], B [B, m, c, h] and both β [m].</param>
    /// <param name="options">Eps and the model.</param>
    /// <returns>a [B, m], μ and σ² [B, m, c, h], and θ [B, m, K].</returns>
    internal static (Tensor A, Tensor Mu, Tensor Sig2, Tensor Theta) Run(Tensor moments, Tensor total, EmWeights w, EmOptions options)
    {
        var results = apply(
            moments.contiguous(), total.contiguous(), w.W.contiguous(), w.B.contiguous(), w.BetaUse.contiguous(), w.BetaIgn.contiguous(), options);
        return (results[0], results[1], results[2], results[3]);
    }

    /// <inheritdoc/>
    public override unsafe List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (s, options) = (new Inputs(vars.OfType<Tensor>()), (EmOptions)vars[^1]);
        var (a, mu, sig2, theta) = (empty([s.Batch, s.M]), empty_like(s.B), empty_like(s.B), empty_like(s.Moments));
        var (aAt, muAt, sig2At, thetaAt) = (Address(a), Address(mu), Address(sig2), Address(theta));
        s.ForEachOutput(options, (output, j) =>
        {
            for (var b = 0; b < s.Batch; b++)
            {
                var bj = (b * s.M) + j;
                ((float*)aAt)[bj] = output.Forward(
                    s.MomentsOf(bj), s.TotalOf(b), s.WOf(j), s.BOf(bj), s.BetaUseOf(j), s.BetaIgnOf(j),
                    (float*)muAt + (bj * s.CH), (float*)sig2At + (bj * s.CH), (float*)thetaAt + (bj * s.K));
            }
        });
        ctx.save_for_backward([.. s.Tensors, a]);
        ctx.save_data(nameof(options), options);
        return [a, mu, sig2, theta];
    }

    /// <inheritdoc/>
    public override unsafe List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var (saved, options) = (ctx.get_saved_variables(), (EmOptions)ctx.get_data("options"));
        var s = new Inputs(saved.Take(saved.Count - 1));
        Tensor[] given = [saved[^1], .. grad_outputs.Select(g => g.contiguous())], wanted = [.. s.Tensors.Select(t => zeros_like(t))];
        var totals = zeros([s.Batch, s.M]);
        var (from, to, totalsAt) = (Array.ConvertAll(given, Address), Array.ConvertAll(wanted, Address), Address(totals));
        s.ForEachOutput(options, (output, j) =>
        {
            for (var b = 0; b < s.Batch; b++)
            {
                var bj = (b * s.M) + j;
                output.Backward(
                    s.MomentsOf(bj), ((float*)from[0])[bj], s.TotalOf(b), s.WOf(j), s.BOf(bj), s.BetaUseOf(j), s.BetaIgnOf(j),
                    new EmOutputSlopes
                    {
                        A = ((float*)from[1])[bj],
                        Mu = (float*)from[2] + (bj * s.CH),
                        Sig2 = (float*)from[3] + (bj * s.CH),
                        Theta = (float*)from[4] + (bj * s.K),
                        Moments = (float*)to[0] + (bj * s.K),
                        Total = (float*)totalsAt + bj,
                        W = (float*)to[2] + (j * s.DH),
                        B = (float*)to[3] + (bj * s.CH),
                        BetaUse = (float*)to[4] + j,
                        BetaIgn = (float*)to[5] + j,
                    });
            }

            output.Finish(s.WOf(j), (float*)to[2] + (j * s.DH));
        });
        GC.KeepAlive(saved);    // addresses alone do not keep tensors
        GC.KeepAlive(given);
        wanted[1] = totals.sum(1, keepdim: true);
        return [.. wanted, null!];
    }

    /// <summary>What the operation is given, and where each output finds its part.</summary>
    private sealed unsafe class Inputs
    {
        private readonly nint[] at;

        internal Inputs(IEnumerable<Tensor> tensors)
        {
            Tensors = [.. tensors];
            at = Array.ConvertAll(Tensors, Address);
            var (b, w) = (B.shape, Tensors[2].shape);
            (Batch, M, CH, DH, K) = ((int)b[0], (int)b[1], (int)(b[2] * b[3]), (int)(w[1] * w[2]), (int)Moments.shape[2]);
            (Map, H) = (new EmFeatureMap((int)b[2], (int)w[1]), (int)b[3]);
        }

        internal Tensor[] Tensors { get; }

        internal Tensor Moments => Tensors[0];

        internal Tensor B => Tensors[3];

        internal int Batch { get; }

        internal int M { get; }

        internal int K { get; }

        internal int CH { get; }

        internal int DH { get; }

        private EmFeatureMap Map { get; }

        private int H { get; }

        internal float* MomentsOf(int bj) => (float*)at[0] + (bj * K);

        internal float TotalOf(int b) => ((float*)at[1])[b];

        internal float* WOf(int j) => (float*)at[2] + (j * DH);

        internal float* BOf(int bj) => (float*)at[3] + (bj * CH);

        internal float BetaUseOf(int j) => ((float*)at[4])[j];

        internal float BetaIgnOf(int j) => ((float*)at[5])[j];

        // An output is one thread's from the first sample to the last, so that sums over samples do not depend on the threads.
        internal void ForEachOutput(EmOptions options, Action<EmOutput, int> work)
        {
            // To wake a thread takes as long as some hundred outputs.
            var threads = Batch * M < 512 ? 1 : get_num_threads();
            ForEach(M, threads, () => new EmOutput(Map, H, (float)options.Eps, options.Model == EmModel.Gaussian), (output, j) =>
            {
                output.Take(WOf(j));
                work(output, j);
            });
        }
    }
}
