namespace Capsules.Routing;

/// <summary>The shape of an EM routing layer: n inputs of c × d to m outputs of c × h (Heinsen 2019, section 2).</summary>
/// <param name="DCov">c: rows of every capsule, input and output.</param>
/// <param name="DInp">d: columns of an input capsule.</param>
/// <param name="DOut">h: columns of an output capsule.</param>
/// <param name="NInp">n: inputs, each with parameters of its own; null: any number, all with the same parameters.</param>
/// <param name="NOut">m: outputs, each with parameters of its own; null: any number (section 2.1.1).</param>
public sealed record EmShape(long DCov, long DInp, long DOut, long? NInp = null, long? NOut = null)
{
    /// <summary>Trainable numbers of such a layer.</summary>
    /// <param name="singleBeta">One β instead of two.</param>
    public long Parameters(bool singleBeta = false) =>
        (NInp ?? 1) * (NOut ?? 1) * (DInp * DOut + DCov * DOut + (singleBeta ? 1 : 2)) + (NOut is null ? DCov * DOut : 0);

    /// <summary>Refuses sizes below one.</summary>
    /// <exception cref="ArgumentException">A size is zero or negative.</exception>
    public void Check()
    {
        foreach (var (name, size) in new[] { ("DCov", DCov), ("DInp", DInp), ("DOut", DOut), ("NInp", NInp ?? 1), ("NOut", NOut ?? 1) })
            if (size < 1) throw new ArgumentException($"{name} must be at least 1, not {size}, in {this}");
    }

    /// <summary>As <c>any×4×4 → 64×4×4</c>.</summary>
    public override string ToString() => $"{NInp?.ToString() ?? "any"}×{DCov}×{DInp} → {NOut?.ToString() ?? "any"}×{DCov}×{DOut}";
}
