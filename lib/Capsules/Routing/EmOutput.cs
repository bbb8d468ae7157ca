namespace Capsules.Routing;

/// <summary>
/// What the two products of <see cref="EmVoteFree"/> leave for one output: its M-step and the coefficients of the next E-step, from the
/// moments of its data; and their derivative. The names are those of the tensor operations there.
/// </summary>
/// <remarks>Why it is here: as some 300 small tensor operations this was a third of the time of two samples.</remarks>
internal sealed unsafe class EmOutput
{
    private readonly EmFeatureMap map;
    private readonly int c, d, h, pairs;
    private readonly float eps;
    private readonly bool gaussian;
    private readonly float[] WW, gWW, WF, T, mu, sig2, squares, precision, gSig2, gWF, gT;    // [p, h] the first two, the others [c, h]

    /// <param name="map">Features of an input.</param>
    /// <param name="h">Columns of an output capsule.</param>
    /// <param name="eps">Of <see cref="EmOptions"/>.</param>
    /// <param name="gaussian">Whether log P is a Gaussian's.</param>
    internal EmOutput(EmFeatureMap map, int h, float eps, bool gaussian)
    {
        (this.map, c, d, this.h, pairs) = (map, map.Rows, map.Columns, h, map.Columns * (map.Columns + 1) / 2);
        (this.eps, this.gaussian) = (eps, gaussian);
        (WW, gWW) = (new float[pairs * h], new float[pairs * h]);
        (WF, T, mu, sig2) = (new float[c * h], new float[c * h], new float[c * h], new float[c * h]);
        (squares, precision) = (new float[c * h], new float[c * h]);
        (gSig2, gWF, gT) = (new float[c * h], new float[c * h], new float[c * h]);
    }

    /// <summary>Takes the output's weights.</summary>
    /// <param name="W">[d, h].</param>
    internal void Take(float* W)
    {
        Array.Clear(gWW);
        for (int p = 0, pq = 0; p < d; p++)
            for (var q = p; q < d; q++)
                for (var k = 0; k < h; k++, pq++) WW[pq] = (p == q ? 1 : 2) * W[(p * h) + k] * W[(q * h) + k];
    }

    /// <summary>M-step (Eq. 5, lines 17 and 18), and θ for the next E-step (Eq. 2).</summary>
    /// <param name="moments">Σ D Φ, [K].</param>
    /// <param name="total">Σ f(a) of all inputs.</param>
    /// <param name="W">[d, h].</param>
    /// <param name="B">[c, h].</param>
    /// <param name="betaUse">β of use.</param>
    /// <param name="betaIgn">β of ignoring.</param>
    /// <param name="muOut">Receives μ, [c, h].</param>
    /// <param name="sig2Out">Receives σ², [c, h].</param>
    /// <param name="theta">Receives θ, [K].</param>
    /// <returns>a.</returns>
    internal float Forward(
        float* moments, float total, float* W, float* B, float betaUse, float betaIgn, float* muOut, float* sig2Out, float* theta)
    {
        float S = moments[0], a = (betaUse * S) - (betaIgn * (total - S));
        Model(moments, W, B);
        mu.CopyTo(new Span<float>(muOut, c * h));
        sig2.CopyTo(new Span<float>(sig2Out, c * h));
        double constant = Math.Min(a, 0) - Math.Log(1 + Math.Exp(-Math.Abs(a)));    // log f(a)
        for (var k = 0; k < c * h; k++)
            constant -= 0.5 * ((precision[k] * T[k] * T[k]) + (gaussian ? Math.Log(sig2[k]) : 0));
        theta[0] = (float)constant;

        float* linear = theta + 1, quadratic = linear + map.Numbers;
        for (var row = 0; row < c; row++)
        {
            for (var i = 0; i < d; i++)
            {
                var sum = 0f;
                for (var k = 0; k < h; k++) sum += precision[(row * h) + k] * T[(row * h) + k] * W[(i * h) + k];
                linear[(row * d) + i] = -sum;
            }

            for (var p = 0; p < pairs; p++)
            {
                var sum = 0f;
                for (var k = 0; k < h; k++) sum += precision[(row * h) + k] * WW[(p * h) + k];
                quadratic[(row * pairs) + p] = -0.5f * sum;
            }
        }

        return a;
    }

    /// <summary>Derivatives of a loss, given those with respect to a, μ, σ² and θ.</summary>
    /// <param name="moments">As <see cref="Forward"/> took them; so what follows.</param>
    /// <param name="a">The output's score.</param>
    /// <param name="total">Σ f(a) of all inputs.</param>
    /// <param name="W">[d, h].</param>
    /// <param name="B">[c, h].</param>
    /// <param name="betaUse">β of use.</param>
    /// <param name="betaIgn">β of ignoring.</param>
    /// <param name="g">What is given, and receives what is wanted.</param>
    internal void Backward(float* moments, float a, float total, float* W, float* B, float betaUse, float betaIgn, in EmOutputSlopes g)
    {
        var S = moments[0];
        var over = Model(moments, W, B);
        var gA = g.A + (g.Theta[0] / (1 + MathF.Exp(a)));
        float gS = gA * (betaUse + betaIgn), gOver = 0;
        *g.BetaUse += gA * S;
        *g.BetaIgn -= gA * (total - S);
        *g.Total = -gA * betaIgn;

        Coefficients(W, g);
        for (var k = 0; k < c * h; k++)
        {
            // σ² = over · squares + eps, squares = GWW + T (2 WF + T S), not below 0; T = B − μ; μ = over (WF + B S)
            gOver += gSig2[k] * MathF.Max(squares[k], 0);
            var gSquares = squares[k] >= 0 ? over * gSig2[k] : 0;
            gT[k] += 2 * gSquares * (WF[k] + (T[k] * S));
            gS += gSquares * T[k] * T[k];
            var gMu = g.Mu[k] - gT[k];
            gOver += gMu * (WF[k] + (B[k] * S));
            gWF[k] = (2 * gSquares * T[k]) + (over * gMu);
            gS += over * gMu * B[k];
            g.B[k] = gT[k] + (over * gMu * S);
            gSig2[k] = gSquares;                                       // from here on ∂L/∂GWW
        }

        g.Moments[0] = gS - (over * over * gOver);
        Products(moments + 1, W, g);
    }

    /// <summary>Adds what came to W through its products, once all samples are done.</summary>
    /// <param name="W">[d, h].</param>
    /// <param name="gW">∂L/∂W, [d, h].</param>
    internal void Finish(float* W, float* gW)
    {
        for (int p = 0, pq = 0; p < d; p++)
            for (var q = p; q < d; q++)
                for (var k = 0; k < h; k++, pq++)
                {
                    var slope = (p == q ? 1 : 2) * gWW[pq];
                    gW[(p * h) + k] += slope * W[(q * h) + k];
                    gW[(q * h) + k] += slope * W[(p * h) + k];
                }
    }

    private float Model(float* moments, float* W, float* B)
    {
        float S = moments[0], over = 1 / (S + eps);
        float* F = moments + 1, G = F + map.Numbers;
        for (int row = 0, at = 0; row < c; row++)
            for (var k = 0; k < h; k++, at++)
            {
                float first = 0, second = 0;
                for (var i = 0; i < d; i++) first += F[(row * d) + i] * W[(i * h) + k];
                for (var p = 0; p < pairs; p++) second += G[(row * pairs) + p] * WW[(p * h) + k];
                WF[at] = first;
                mu[at] = over * (first + (B[at] * S));
                T[at] = B[at] - mu[at];
                squares[at] = second + (T[at] * ((2 * first) + (T[at] * S)));
                sig2[at] = (over * MathF.Max(squares[at], 0)) + eps;
                precision[at] = gaussian ? 1 / sig2[at] : 2;
            }

        return over;
    }

    // θ's derivatives reach σ² and T, and W.
    private void Coefficients(float* W, in EmOutputSlopes g)
    {
        float* linear = g.Theta + 1, quadratic = linear + map.Numbers;
        for (int row = 0, at = 0; row < c; row++)
            for (var k = 0; k < h; k++, at++)
            {
                float along = g.Theta[0] * T[at], curve = 0, weighted = precision[at] * T[at];
                for (var i = 0; i < d; i++)
                {
                    along += linear[(row * d) + i] * W[(i * h) + k];
                    g.W[(i * h) + k] -= weighted * linear[(row * d) + i];
                }

                for (var p = 0; p < pairs; p++)
                {
                    curve += quadratic[(row * pairs) + p] * WW[(p * h) + k];
                    gWW[(p * h) + k] -= 0.5f * precision[at] * quadratic[(row * pairs) + p];
                }

                gT[at] = -precision[at] * along;
                gSig2[at] = g.Sig2[at];
                if (!gaussian) continue;
                // ∂L/∂(1/σ²) = −(g T² / 2 + T Σ g W + Σ g WW / 2), and along holds g T + Σ g W
                var gPrecision = -(T[at] * (along - (0.5f * g.Theta[0] * T[at]))) - (0.5f * curve);
                gSig2[at] -= (gPrecision * precision[at] * precision[at]) + (0.5f * g.Theta[0] * precision[at]);
            }
    }

    // WF and GWW to F, G and W.
    private void Products(float* F, float* W, in EmOutputSlopes g)
    {
        float* G = F + map.Numbers, gF = g.Moments + 1, gG = gF + map.Numbers;
        for (var row = 0; row < c; row++)
        {
            for (var i = 0; i < d; i++)
            {
                var sum = 0f;
                for (var k = 0; k < h; k++)
                {
                    sum += gWF[(row * h) + k] * W[(i * h) + k];
                    g.W[(i * h) + k] += F[(row * d) + i] * gWF[(row * h) + k];
                }

                gF[(row * d) + i] = sum;
            }

            for (var p = 0; p < pairs; p++)
            {
                var sum = 0f;
                for (var k = 0; k < h; k++)
                {
                    sum += gSig2[(row * h) + k] * WW[(p * h) + k];
                    gWW[(p * h) + k] += G[(row * pairs) + p] * gSig2[(row * h) + k];
                }

                gG[(row * pairs) + p] = sum;
            }
        }
    }
}

/// <summary>Derivatives of a loss at one output: with respect to its results (given), and to what it is made of (wanted).</summary>
internal unsafe struct EmOutputSlopes
{
    /// <summary>∂L/∂a, given.</summary>
    internal float A;

    /// <summary>Given, with respect to μ [c, h], σ² [c, h] and θ [K].</summary>
    internal float* Mu, Sig2, Theta;

    /// <summary>Wanted, with respect to moments [K], Σ f(a) and B [c, h].</summary>
    internal float* Moments, Total, B;

    /// <summary>Wanted, and added: with respect to W [d, h] and the two β.</summary>
    internal float* W, BetaUse, BetaIgn;
}
