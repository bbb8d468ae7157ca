using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>What vector routing gives back.</summary>
/// <param name="Vectors">Output vectors, [B, m, h].</param>
/// <param name="R">Routing probabilities of the last iteration, [B, n, m]; every row over m sums to one. They carry no gradient.</param>
/// <param name="Phi">Credit φ of every input for every output, [B, n, m]. It carries no gradient.</param>
/// <param name="Trace">R of every iteration in order, when asked for; otherwise empty.</param>
public sealed record VectorResult(Tensor Vectors, Tensor R, Tensor Phi, IReadOnlyList<Tensor> Trace);

/// <summary>Settings of vector routing.</summary>
/// <param name="Iterations">Rounds of E-, D- and M-step; 2 is the published layer's default.</param>
/// <param name="Normalize">Whether every output vector is normalized to mean 0 and variance 1, as in the paper.</param>
public sealed record VectorRoutingOptions(int Iterations = 2, bool Normalize = true);

/// <summary>Routing of vectors in sequences (F. A. Heinsen, "An algorithm for routing vectors in sequences", 2022): each output uses or
/// ignores each input by how well the output predicts it. Votes are factored and never built.</summary>
/// <remarks>Parameters are named as in the author's code: W_A, B_A, W_F1, W_F2, B_F2, W_G1, W_G2, B_G2, W_S, B_S, beta_use, beta_ign, and for
/// any number of inputs compute_beta_use, compute_beta_ign.</remarks>
/// <example><code>
/// var routing = new VectorRouting(nInp: null, nOut: 5, dInp: 384, dOut: 64);
/// Tensor v = routing.call(x);   // [B, n, 384] → [B, 5, 64]
/// VectorResult result = routing.Route(x, masked);   // masked [B, n], true at padding
/// </code></example>
public sealed class VectorRouting : nn.Module<Tensor, Tensor>, IRouting
{
    private readonly long? nInp;
    private readonly long nOut, dInp, dOut;
    private readonly VectorRoutingOptions options;
    private readonly Parameter wA, bA, wF1, wF2, bF2, wG1, wG2, bG2, wS, bS;
    private readonly Parameter? betaUse, betaIgn;
    private readonly Linear? computeBetaUse, computeBetaIgn;

    /// <summary>Creates a layer: weights from normal distributions that keep the scale of what they are applied to, biases zero.</summary>
    /// <param name="nInp">n: inputs with parameters of their own; null for any number with the same parameters.</param>
    /// <param name="nOut">m: outputs.</param>
    /// <param name="dInp">d: size of an input vector.</param>
    /// <param name="dOut">h: size of an output vector.</param>
    /// <exception cref="ArgumentException">A size or number of iterations below 1.</exception>
    public VectorRouting(
        long? nInp, long nOut, long dInp, long dOut, VectorRoutingOptions? options = null, ScalarType? dtype = null, Device? device = null)
        : base(nameof(VectorRouting))
    {
        this.options = options ?? new VectorRoutingOptions();
        foreach (var (name, size) in new[]
        {
            (nameof(nInp), nInp ?? 1), (nameof(nOut), nOut), (nameof(dInp), dInp), (nameof(dOut), dOut), ("Iterations", this.options.Iterations),
        })
            if (size < 1) throw new ArgumentException($"{name} must be at least 1, not {size}");
        (this.nInp, this.nOut, this.dInp, this.dOut) = (nInp, nOut, dInp, dOut);
        var n = nInp ?? 1;
        wA = Normal("W_A", Math.Pow(dInp, -0.5), n, dInp);
        bA = Constant("B_A", 0, n);
        wF1 = Normal("W_F1", 1, nOut, dInp);
        wF2 = Normal("W_F2", Math.Pow(dInp, -0.5), dInp, dOut);
        bF2 = Constant("B_F2", 0, nOut, dOut);
        wG1 = Normal("W_G1", Math.Pow(dOut, -0.5), dOut, dInp);
        wG2 = Normal("W_G2", 1, nOut, dInp);
        bG2 = Constant("B_G2", 0, nOut, dInp);
        wS = Constant("W_S", 1, n, nOut);
        bS = Constant("B_S", 0, n, nOut);
        if (nInp is not null)
        {
            betaUse = Normal("beta_use", 1, n, nOut);
            betaIgn = Normal("beta_ign", 1, n, nOut);
            return;
        }
        register_module("compute_beta_use", computeBetaUse = nn.Linear(dInp, nOut, dtype: dtype, device: device));
        register_module("compute_beta_ign", computeBetaIgn = nn.Linear(dInp, nOut, dtype: dtype, device: device));

        Parameter Normal(string name, double deviation, params long[] shape)
        {
            using (no_grad()) return Register(name, randn(shape, dtype, device) * deviation);
        }

        Parameter Constant(string name, double value, params long[] shape) => Register(name, full(shape, value, dtype ?? float32, device));

        Parameter Register(string name, Tensor value)
        {
            var parameter = new Parameter(value);
            register_parameter(name, parameter);
            return parameter;
        }
    }

    /// <inheritdoc/>
    public long Lower => nInp ?? 0;

    /// <inheritdoc/>
    public long Upper => nOut;

    /// <inheritdoc/>
    public string Description => $"vector routing, {options.Iterations} iteration{(options.Iterations == 1 ? "" : "s")}";

    /// <summary>Output vectors [B, m, h] of input vectors [B, n, d].</summary>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Route(x, masked: null).Vectors);
    }

    /// <inheritdoc/>
    RoutingOutput IRouting.Route(Tensor u, bool trace)
    {
        var result = Route(u, masked: null, trace);
        result.Phi.Dispose();
        return new RoutingOutput(result.Vectors, result.R, result.Trace);
    }

    /// <summary>Routes input vectors.</summary>
    /// <param name="x">Input vectors, [B, n, d].</param>
    /// <param name="masked">True where an input must not reach an output, [B, n, m], or any output, [B, n]; an input masked for every output
    /// counts for nothing, whatever it holds.</param>
    /// <exception cref="ArgumentException">A shape that does not fit the layer.</exception>
    public VectorResult Route(Tensor x, Tensor? masked, bool trace = false)
    {
        Check(x, masked);
        using var scope = NewDisposeScope();
        long B = x.shape[0], n = x.shape[1];
        var allowed = (masked is null ? ones(B, n, nOut, dtype: x.dtype, device: x.device) : 1 - masked.to(x.dtype).view(B, n, -1)).expand(B, n, nOut);
        var counts = allowed.amax([2], keepdim: true);                        // [B, n, 1]: 0 where masked for every output
        x = x.masked_fill(counts.eq(0), 0);
        var scale = counts.sum(1, keepdim: true).clamp_min(1).rsqrt();       // n^-½, [B, 1, 1]
        var scaled = x * scale;                                               // for scores and votes
        var fA = ((scaled * wA).sum(-1) + bA).sigmoid().unsqueeze(-1);        // f(a_i) with a_i = ⟨x_i, W_A⟩ + B_A, [B, n, 1]
        var (use, ign) = (betaUse ?? computeBetaUse!.call(x), betaIgn ?? computeBetaIgn!.call(x));   // [(B,) n, m]

        var steps = new List<Tensor>();
        var R = allowed / allowed.sum(2, keepdim: true).clamp_min(1);        // [B, n, m]
        Tensor phi = null!, v = null!;
        for (var t = 0; t < options.Iterations; t++)
        {
            // E-step: an output is similar to the inputs that it predicts.
            if (t > 0)
            {
                var predicted = v.matmul(wG1) * wG2 + bG2;                    // [B, m, d]
                var S = (x.matmul(predicted.transpose(1, 2)) * wS + bS).log_sigmoid();   // [B, n, m]
                R = S.masked_fill(allowed.eq(0), -1e30).softmax(2) * allowed;
            }
            // D-step: what an output uses of an input, and what it ignores.
            Tensor dUse = fA * R, dIgn = (fA - dUse) * allowed;
            // M-step: φ-weighted sum of the votes V_ij = (x_i ⊙ W_F1_j) W_F2 + B_F2_j.
            phi = use * dUse - ign * dIgn;                                       // [B, n, m]
            var sum = phi.transpose(1, 2).matmul(scaled);                     // [B, m, d]
            v = (sum * wF1).matmul(wF2) + phi.sum(1).unsqueeze(-1) * bF2;        // [B, m, h]
            if (options.Normalize) v = nn.functional.layer_norm(v, [dOut]);
            if (trace) steps.Add(R.detach());
        }
        foreach (var step in steps) scope.MoveToOuter(step);
        return new VectorResult(scope.MoveToOuter(v), scope.MoveToOuter(R.detach()), scope.MoveToOuter(phi.detach()), steps);
    }

    /// <summary>Credit through several layers: what the outputs of the last take from the inputs of the first.</summary>
    /// <param name="phi">φ of every layer in order, [B, n, k], [B, k, l], …, each with as many inputs as the one before has outputs.</param>
    /// <returns>Their product, [B, n, m].</returns>
    /// <exception cref="ArgumentException">No layer, or neighbors that do not fit.</exception>
    public static Tensor Credit(params Tensor[] phi)
    {
        if (phi.Length == 0) throw new ArgumentException("credit needs at least one layer", nameof(phi));
        for (var k = 1; k < phi.Length; k++)
            if (phi[k].ndim != 3 || phi[k - 1].ndim != 3 || phi[k].shape[1] != phi[k - 1].shape[2] || phi[k].shape[0] != phi[k - 1].shape[0])
                throw new ArgumentException($"credit [{string.Join(", ", phi[k - 1].shape)}] cannot go on through [{string.Join(", ", phi[k].shape)}]", nameof(phi));
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(phi.Aggregate((credit, next) => credit.matmul(next)).clone());
    }

    private void Check(Tensor x, Tensor? masked)
    {
        if (x.ndim != 3 || x.shape[2] != dInp || x.shape[1] == 0 || (nInp is { } n && x.shape[1] != n))
            throw new ArgumentException(
                $"vector routing takes inputs [B, {nInp?.ToString() ?? "n"}, {dInp}] with n at least 1, not [{string.Join(", ", x.shape)}]");
        if (masked is not null && !masked.shape.SequenceEqual(x.shape[..2]) && !masked.shape.SequenceEqual([.. x.shape[..2], nOut]))
            throw new ArgumentException(
                $"the mask must be [{x.shape[0]}, {x.shape[1]}] or [{x.shape[0]}, {x.shape[1]}, {nOut}], not [{string.Join(", ", masked.shape)}]");
        if (x.dtype != wA.dtype) throw new ArgumentException($"the layer's numbers are {wA.dtype}, the inputs' {x.dtype}");
    }
}
