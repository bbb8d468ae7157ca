using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Heinsen (2019), Algorithm 1, line by line. Indices: batch b, input i, output j, capsule rows c, columns d and h.</summary>
internal static class EmDirect
{
    /// <summary>Routes a [B, n] and mu [B, n, c, d].</summary>
    internal static EmResult Route(Tensor aInp, Tensor muInp, EmWeights w, EmOptions options, bool trace)
    {
        var iterations = new List<EmIteration>();
        long batch = aInp.shape[0], n = aInp.shape[1], m = w.Outputs;

        // Line 1, Eq. (1): every input's vote for every output.
        var V = einsum("ijdh,bicd->bijch", w.W, muInp) + w.B; // [B, n, m, c, h]
        var fInp = aInp.sigmoid().unsqueeze(-1); // [B, n, 1]
        Tensor a = aInp, mu = muInp, sig2 = muInp, distance2 = V;

        for (var iteration = 0; iteration < options.Iterations; iteration++)
        {
            // E-step, Eq. (2): a softmax over outputs of log f(a) + log P. Constants that cancel in it are left out.
            var R = iteration == 0
                ? full([batch, n, m], 1.0 / m, aInp.dtype, aInp.device)
                : (a.log_sigmoid().unsqueeze(-2) + LogP(distance2, sig2, options.Model)).softmax(-1); // [B, n, m]

            // D-step, Eqs. (3) and (4).
            var DUse = fInp * R; // [B, n, m]
            var DIgn = fInp - DUse;

            // M-step, Eq. (5) and lines 17 and 18.
            a = (w.BetaUse * DUse).sum(1) - (w.BetaIgn * DIgn).sum(1); // [B, m]
            var share = DUse / (DUse.sum(1, keepdim: true) + options.Eps); // [B, n, m]
            mu = einsum("bij,bijch->bjch", share, V); // [B, m, c, h]
            distance2 = (V - mu.unsqueeze(1)).square(); // [B, n, m, c, h]
            sig2 = einsum("bij,bijch->bjch", share, distance2) + options.Eps; // [B, m, c, h]

            if (trace) iterations.Add(new EmIteration(R, a, mu, sig2));
        }
        return new EmResult(a, mu, sig2, iterations);
    }

    // log P of a vote [B, n, m] from its squared distances to the output's mean [B, n, m, c, h].
    private static Tensor LogP(Tensor distance2, Tensor sig2, EmModel model) => model == EmModel.Gaussian
        ? -einsum("bijch,bjch->bij", distance2, (2 * sig2).reciprocal()) - 0.5 * sig2.log().sum([-2, -1]).unsqueeze(-2)
        : -distance2.sum([-2, -1]);
}
