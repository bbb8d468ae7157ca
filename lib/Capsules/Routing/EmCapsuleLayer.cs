using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>EM routing as a layer of plain capsules, so that metrics, plots and sweeps made for other routings take it too.</summary>
/// <remarks>
/// A plain capsule's length is its activation. Going in, a length ℓ becomes the score logit(ℓ) and the capsule a pose of c × d/c; coming
/// out, a pose becomes a capsule of its direction and of length f(a).
/// </remarks>
public sealed class EmCapsuleLayer : nn.Module<Tensor, Tensor>, IRouting
{
    private const double Least = 1e-6; // lengths of 0 and 1 would give infinite scores, whose gradient is lost

    private readonly EmRouting routing;

    /// <summary>Creates the layer.</summary>
    /// <param name="routing">The EM routing inside; its number of outputs is fixed.</param>
    /// <exception cref="ArgumentException">The number of outputs is open.</exception>
    public EmCapsuleLayer(EmRouting routing)
        : base(nameof(EmCapsuleLayer))
    {
        if (routing.Shape.NOut is null) throw new ArgumentException($"a layer needs a number of upper capsules; {routing.Shape} leaves it open", nameof(routing));
        this.routing = routing;
        register_module("routing", routing);
    }

    /// <inheritdoc/>
    public long Lower => routing.Shape.NInp ?? 0;

    /// <inheritdoc/>
    public long Upper => routing.Shape.NOut!.Value;

    /// <inheritdoc/>
    public string Description => $"EM routing {routing.Shape}, {routing.Options.Iterations} iterations";

    /// <inheritdoc/>
    public override Tensor forward(Tensor u) => Route(u).Capsules;

    /// <inheritdoc/>
    public RoutingOutput Route(Tensor u, bool trace = false)
    {
        var (c, d) = (routing.Shape.DCov, routing.Shape.DInp);
        Require.Shape(u, "this layer", -1, Lower == 0 ? -1 : Lower, c * d);
        var length = Norm(u).squeeze(-1).clamp(Least, 1 - Least); // [B, n]
        var result = routing.Route(length.log() - (1 - length).log(), u.view(u.shape[0], u.shape[1], c, d), trace: true);
        var pose = result.Capsules.flatten(2); // [B, m, c h]
        var v = result.Scores.sigmoid().unsqueeze(-1) * pose / Norm(pose);
        return new RoutingOutput(v, result.Routing!, trace ? [.. result.Iterations.Select(i => i.R)] : []);
    }

    private static Tensor Norm(Tensor t) => (t.square().sum(-1, keepdim: true) + 1e-12).sqrt();
}
