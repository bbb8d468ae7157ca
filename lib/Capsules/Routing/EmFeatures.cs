using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>The moments of <see cref="EmVoteFree"/> as tensor operations, for every type and device.</summary>
internal sealed class EmFeatures
{
    private readonly Tensor phi, fPhi;

    /// <param name="f">f(a), [B, n].</param>
    /// <param name="x">Inputs, [B, n, c, d].</param>
    internal EmFeatures(Tensor f, Tensor x)
    {
        long batch = x.shape[0], n = x.shape[1];
        Tensor t = x.permute(0, 2, 3, 1).contiguous(); // [B, c, d, n]

        // Features lie one behind the other, so that every product below runs over contiguous inputs.
        phi = cat([ones_like(f).unsqueeze(1), t.view(batch, -1, n), EmVoteFree.Pairs(t, 2).view(batch, -1, n)], 1); // [B, K, n]
        fPhi = f.unsqueeze(1) * phi; // [B, K, n]
    }

    /// <summary>Σ f Φ, the moments of all outputs together. [B, 1, K]</summary>
    internal Tensor Total() => fPhi.sum(-1).unsqueeze(1);

    /// <summary>R, the softmax over outputs of Φ θ, and the moments Σ f R Φ.</summary>
    /// <param name="theta">Coefficients of the logits, [B, m, K].</param>
    /// <returns>Moments [B, m, K], and R [B, n, m].</returns>
    internal (Tensor Moments, Tensor R) Moments(Tensor theta)
    {
        Tensor R = phi.transpose(1, 2).matmul(theta.transpose(1, 2)).softmax(-1);
        return (fPhi.matmul(R).transpose(1, 2), R);
    }
}
