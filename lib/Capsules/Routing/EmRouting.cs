using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>EM routing: scores and capsules in, scores, capsules and variances out (Heinsen 2019, section 2, Algorithm 1).</summary>
/// <remarks>
/// Input scores may be ±∞: +∞ counts an input wholly, −∞ leaves it out exactly, and its capsule may be any finite numbers.
/// Parameters are named as in the author's published weights: W, B, B_brk, beta_use, beta_ign.
/// </remarks>
/// <example><code>
/// var routing = new EmRouting(new EmShape(DCov: 4, DInp: 4, DOut: 4, NOut: 64));
/// var (a, mu, sig2) = routing.call(scores, capsules);   // [B, n], [B, n, 4, 4] → [B, 64], [B, 64, 4, 4], [B, 64, 4, 4]
/// Tensor R = routing.Route(scores, capsules, trace: true).Routing!;   // [B, n, 64]
/// </code></example>
public sealed class EmRouting : nn.Module<Tensor, Tensor, (Tensor Scores, Tensor Capsules, Tensor Variances)>
{
    private readonly Parameter W, B, betaUse, betaIgn;
    private readonly Parameter? bBrk;

    /// <summary>Creates a layer: W from N(0, 1)/d, B and β zero (Heinsen 2019, section 3.2).</summary>
    /// <exception cref="ArgumentException">A size or an option that makes no layer.</exception>
    public EmRouting(EmShape shape, EmOptions? options = null, ScalarType? dtype = null, Device? device = null)
        : base(nameof(EmRouting))
    {
        shape.Check();
        (Shape, Options) = (shape, options ?? new EmOptions());
        Options.Check();
        long n = shape.NInp ?? 1, m = shape.NOut ?? 1, c = shape.DCov, d = shape.DInp, h = shape.DOut;
        using (no_grad())
            W = new Parameter(randn([n, m, d, h], dtype, device) / d);
        B = new Parameter(zeros([n, m, c, h], dtype, device));
        betaUse = new Parameter(zeros([n, m], dtype, device));
        register_parameter("W", W);
        register_parameter("B", B);
        register_parameter("beta_use", betaUse);
        register_parameter("beta_ign", betaIgn = new Parameter(zeros([n, m], dtype, device)));
        // Outputs that share every parameter differ by this bias alone, spread over −1 … 1.
        if (shape.NOut is null) register_parameter("B_brk", bBrk = new Parameter(zeros([1, c, h], dtype, device)));
    }

    /// <summary>Sizes of the layer's capsules.</summary>
    public EmShape Shape { get; }

    /// <summary>The layer's hyper-parameters.</summary>
    public EmOptions Options { get; }

    /// <summary>The form that computed the last call; <see cref="EmForm.Cheaper"/> before the first.</summary>
    public EmForm Form { get; private set; } = EmForm.Cheaper;

    /// <summary>The layer's output for scores [B, n] and capsules [B, n, c, d].</summary>
    public override (Tensor Scores, Tensor Capsules, Tensor Variances) forward(Tensor input1, Tensor input2)
    {
        var result = Route(input1, input2);
        return (result.Scores, result.Capsules, result.Variances);
    }

    /// <summary>Routes, and keeps on request what happened in every iteration.</summary>
    /// <param name="scores">a, before the logistic function; ±∞ allowed. [B, n]</param>
    /// <param name="capsules">μ, finite. [B, n, c, d]</param>
    /// <param name="outputs">m, where the layer leaves it open; as many as inputs where absent.</param>
    /// <exception cref="ArgumentException">A shape, a number of outputs or a form that does not fit the layer.</exception>
    public EmResult Route(Tensor scores, Tensor capsules, long? outputs = null, bool trace = false)
    {
        Check(scores, capsules, outputs);
        var m = Shape.NOut ?? outputs ?? scores.shape[1];
        using var scope = NewDisposeScope(); // iterations leave nothing behind but what autograd keeps
        var weights = Weights(m);
        Form = Choose(m);
        var result = Form == EmForm.Direct
            ? EmDirect.Route(scores, capsules, weights, Options, trace)
            : EmVoteFree.Route(scores, capsules, weights, Options, trace);
        foreach (var kept in result.Tensors()) scope.MoveToOuter(kept);
        return result;
    }

    private EmWeights Weights(long m)
    {
        if (bBrk is null) return new EmWeights(W, B, betaUse, betaIgn);
        // In float32 whatever the layer's type, as the published layer has it.
        var spread = linspace(-1, 1, m, float32, bBrk.device).to(bBrk.dtype).view(m, 1, 1);
        var n = W.shape[0];
        return new EmWeights(W.expand(n, m, -1, -1), B + bBrk * spread, betaUse.expand(n, m), betaIgn.expand(n, m));
    }

    private EmForm Choose(long m)
    {
        var shared = Shape.NInp is null or 1;
        if (Options.Form == EmForm.VoteFree && !shared)
            throw new ArgumentException(
                $"the vote-free form needs weights shared by all inputs, and {Shape} gives each input its own; use {EmForm.Direct} or {EmForm.Cheaper}");
        if (Options.Form != EmForm.Cheaper) return Options.Form;
        var fewFeatures = EmVoteFree.FeatureCount(Shape.DCov, Shape.DInp) < m * Shape.DCov * Shape.DOut;
        return shared && fewFeatures ? EmForm.VoteFree : EmForm.Direct;
    }

    private void Check(Tensor scores, Tensor capsules, long? outputs)
    {
        long[] a = scores.shape, mu = capsules.shape;
        if (a.Length != 2 || mu.Length != 4 || mu[0] != a[0] || mu[1] != a[1] || mu[2] != Shape.DCov || mu[3] != Shape.DInp)
            throw new ArgumentException(
                $"EM routing {Shape} takes scores [B, n] and capsules [B, n, {Shape.DCov}, {Shape.DInp}], not [{string.Join(", ", a)}] and [{string.Join(", ", mu)}]");
        if (Shape.NInp is { } n && a[1] != n) throw new ArgumentException($"EM routing {Shape} takes {n} input capsules, not {a[1]}");
        Require.Like(scores, W);
        Require.Like(capsules, W);
        if (a[1] == 0) throw new ArgumentException("EM routing needs at least 1 input capsule");
        if (outputs < 1) throw new ArgumentException($"EM routing needs at least 1 output capsule, not {outputs}");
        if (outputs is { } m && Shape.NOut is { } fixedM && m != fixedM)
            throw new ArgumentException($"EM routing {Shape} has {fixedM} output capsules; {m} were asked for");
    }
}

/// <summary>What a layer gives back.</summary>
/// <param name="Scores">a: before any logistic function. [B, m]</param>
/// <param name="Capsules">μ: means of the outputs' models. [B, m, c, h]</param>
/// <param name="Variances">σ²: variances of the outputs' models. [B, m, c, h]</param>
/// <param name="Iterations">Every iteration in order, where they were asked for; otherwise empty.</param>
public sealed record EmResult(Tensor Scores, Tensor Capsules, Tensor Variances, IReadOnlyList<EmIteration> Iterations)
{
    /// <summary>R of the last iteration, where iterations were asked for. [B, n, m]</summary>
    public Tensor? Routing => Iterations.Count > 0 ? Iterations[^1].R : null;

    internal IEnumerable<Tensor> Tensors() =>
        Iterations.SelectMany(i => new[] { i.R, i.Scores, i.Capsules, i.Variances }).Concat([Scores, Capsules, Variances]);
}

/// <summary>The state at the end of an iteration.</summary>
/// <param name="R">Routing probabilities of its E-step. [B, n, m]</param>
/// <param name="Scores">a of its M-step. [B, m]</param>
/// <param name="Capsules">μ of its M-step. [B, m, c, h]</param>
/// <param name="Variances">σ² of its M-step. [B, m, c, h]</param>
public sealed record EmIteration(Tensor R, Tensor Scores, Tensor Capsules, Tensor Variances);

/// <summary>A layer's parameters as both forms take them: the first axis is n, or 1 where all inputs share them.</summary>
/// <param name="W">[n|1, m, d, h]</param>
/// <param name="B">[n|1, m, c, h]</param>
/// <param name="BetaUse">[n|1, m]</param>
/// <param name="BetaIgn">[n|1, m]</param>
internal readonly record struct EmWeights(Tensor W, Tensor B, Tensor BetaUse, Tensor BetaIgn)
{
    internal long Outputs => W.shape[1];
}
