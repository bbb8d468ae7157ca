using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>
/// Algorithm 1 without its votes. With weights shared by all inputs a vote is affine in the input x, V = xW + B, so all that the steps
/// need are sums over the features Φ(x) = (1, x, products of x within a row): the M-step is one product of f(a)Φ with R, and log P is
/// quadratic in x, so the E-step is one product of Φ with coefficients Θ. What these two products leave is small, and written out here.
/// </summary>
internal static class EmVoteFree
{
    /// <summary>Routes a [B, n] and mu [B, n, c, d].</summary>
    internal static EmResult Route(Tensor aInp, Tensor muInp, EmWeights w, EmOptions options, bool trace)
    {
        var iterations = new List<EmIteration>();
        long batch = aInp.shape[0], n = aInp.shape[1], m = w.Outputs, d = muInp.shape[3];
        var W = w.W.squeeze(0); // [m, d, h]
        var fInp = aInp.sigmoid(); // [B, n]

        // Sums of squares cancel badly where the mean is large beside the spread, so inputs are centered and the center is folded into B.
        // The result does not depend on the center, and neither does its gradient.
        var center = Center(fInp, muInp, options.Eps); // [B, c, d]
        var B = w.B + einsum("jdh,bcd->bjch", W, center); // [B, m, c, h]
        var x = (muInp - center.unsqueeze(1)).permute(0, 2, 3, 1).contiguous(); // [B, c, d, n]: every product runs over contiguous numbers
        var phi = !trace && EmKernel.Takes(x) ? null : Features(x); // [B, K, n], K = 1 + cd + cp, p = d(d+1)/2
        var fPhi = phi is null ? null : fInp.unsqueeze(1) * phi; // [B, K, n]
        var WW = Pairs(W, 1) * PairWeights(d, W); // [m, p, h]
        var total = fInp.sum(-1, keepdim: true); // [B, 1]: Σ f(a)

        // The first R is 1/m, and all outputs have the same moments: those of one output, divided by m.
        Tensor a = aInp, mu = muInp, sig2 = muInp, theta = zeros([batch, 1, FeatureCount(x.shape[1], d)], x.dtype, x.device);
        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            // E-step, Eq. (2), the softmax over outputs of ΦΘ, and Σ D Φ; in one kernel where R is not asked for.
            var R = phi?.transpose(1, 2).matmul(theta.transpose(1, 2)).softmax(-1); // [B, n, m]
            var moments = R is null ? EmKernel.Moments(theta, x, fInp) : fPhi!.matmul(R).transpose(1, 2); // [B, m, K]
            if (iteration == 0) (moments, R) = (moments.div(m).expand(batch, m, -1), R?.div(m).expand(batch, n, m));
            (a, mu, sig2, theta) = Update(moments, total, new EmWeights(W, B, w.BetaUse, w.BetaIgn), WW, options, last: iteration + 1 == options.Iterations);
            if (trace) iterations.Add(new EmIteration(R!, a, mu, sig2));
        }
        return new EmResult(a, mu, sig2, iterations);
    }

    /// <summary>K, the features of an input capsule of c × d numbers.</summary>
    internal static long FeatureCount(long c, long d) => 1 + c * d + c * d * (d + 1) / 2;

    /// <summary>Φ(x): 1, x, and products within a row. [B, c, d, n] → [B, K, n]</summary>
    internal static Tensor Features(Tensor x)
    {
        long batch = x.shape[0], n = x.shape[3];
        return cat([ones([batch, 1, n], x.dtype, x.device), x.view(batch, -1, n), Pairs(x, 2).view(batch, -1, n)], 1);
    }

    // M-step, and the coefficients of the next E-step. [B, m], [B, m, c, h], [B, m, c, h], [B, m, K]
    private static (Tensor A, Tensor Mu, Tensor Sig2, Tensor Theta) Update(
        Tensor moments, Tensor total, EmWeights w, Tensor WW, EmOptions options, bool last)
    {
        long batch = moments.shape[0], m = w.W.shape[0], d = w.W.shape[1], c = w.B.shape[2];
        Tensor W = w.W, B = w.B;
        var S = moments.narrow(2, 0, 1).unsqueeze(-1); // [B, m, 1, 1]: Σ D
        var F = moments.narrow(2, 1, c * d).reshape(batch, m, c, d); // Σ D x
        var G = moments.narrow(2, 1 + c * d, moments.shape[2] - 1 - c * d).reshape(batch, m, c, -1); // [B, m, c, p]: Σ D x x'

        // M-step, Eq. (5) and lines 17 and 18.
        var used = S.view(batch, m); // [B, m]
        var a = w.BetaUse * used - w.BetaIgn * (total - used); // [B, m]
        var over = (S + options.Eps).reciprocal(); // [B, m, 1, 1]
        var WF = F.matmul(W); // [B, m, c, h]
        var mu = over * (WF + B * S); // [B, m, c, h]
        var T = B - mu; // V - mu = xW + T
        // Rounding can leave a sum of squares just below zero.
        var squares = (G.matmul(WW) + T * (2 * WF + T * S)).clamp_min(0); // [B, m, c, h]
        var sig2 = over * squares + options.Eps;
        return (a, mu, sig2, last ? a : Theta(a, T, sig2, W, WW, options.Model));
    }

    // Coefficients of log f(a) + log P in the features. [B, m, 1 + cd + cp]
    private static Tensor Theta(Tensor a, Tensor T, Tensor sig2, Tensor W, Tensor WW, EmModel model)
    {
        var gaussian = model == EmModel.Gaussian;
        var precision = gaussian ? sig2.reciprocal() : full_like(sig2, 2); // [B, m, c, h]
        var weighted = precision * T;
        var constant = a.log_sigmoid() - 0.5 * (weighted * T).sum([-2, -1]); // [B, m]
        if (gaussian) constant = constant - 0.5 * sig2.log().sum([-2, -1]);
        var linear = -weighted.matmul(W.transpose(1, 2)); // [B, m, c, d]
        var quadratic = -0.5 * precision.matmul(WW.transpose(1, 2)); // [B, m, c, p]
        return cat([constant.unsqueeze(-1), linear.flatten(2), quadratic.flatten(2)], -1);
    }

    private static Tensor Center(Tensor fInp, Tensor muInp, double eps)
    {
        using var constant = no_grad();
        var weights = (fInp / (fInp.sum(-1, keepdim: true) + eps)).unsqueeze(1); // [B, 1, n]
        return weights.matmul(muInp.flatten(2)).view(muInp.shape[0], muInp.shape[2], muInp.shape[3]);
    }

    // Products t_p t_q, p ≤ q, of the slices along an axis, in the order (0,0) (0,1) … (1,1) (1,2) ….
    private static Tensor Pairs(Tensor t, long axis)
    {
        var d = t.shape[axis];
        var rows = new Tensor[d];
        for (long p = 0; p < d; p++) rows[p] = t.narrow(axis, p, 1) * t.narrow(axis, p, d - p);
        return cat(rows, axis);
    }

    // A product of two different slices stands for both orders. [p, 1]
    private static Tensor PairWeights(long d, Tensor like)
    {
        var weights = new List<double>();
        for (long p = 0; p < d; p++)
            for (var q = p; q < d; q++) weights.Add(p == q ? 1 : 2);
        return tensor(weights.ToArray(), like.dtype, like.device).unsqueeze(-1);
    }
}
