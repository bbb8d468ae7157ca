using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>Votes of lower capsules for upper ones (Mitterreiter et al., 2023, Eq. (2)).</summary>
public static class Votes
{
    /// <summary>û(i,j) = W(j,i) u(i), as the paper writes it.</summary>
    /// <param name="w">Transformation matrices, [m, n, h, d].</param>
    /// <param name="u">Lower capsules, [B, n, d].</param>
    /// <returns>Votes, [B, n, m, h].</returns>
    public static Tensor Direct(Tensor w, Tensor u) => einsum("jihd,bid->bijh", w, u);   // Eq. (2)

    /// <summary>The same votes by one batched matrix product.</summary>
    /// <inheritdoc cref="Direct"/>
    public static Tensor Fast(Tensor w, Tensor u)
    {
        var (m, n, h, d) = (w.shape[0], w.shape[1], w.shape[2], w.shape[3]);
        var perLower = w.transpose(0, 1).reshape(n, m * h, d);   // [n, m·h, d]
        var votes = perLower.bmm(u.permute(1, 2, 0));            // [n, m·h, B]
        return votes.view(n, m, h, -1).permute(3, 0, 1, 2);      // [B, n, m, h]
    }
}
