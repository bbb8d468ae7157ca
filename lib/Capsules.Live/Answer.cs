using System.Buffers.Binary;
using Capsules.Analysis;
using Capsules.Networks;
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Live;

/// <summary>What one pass of the network says of one picture.</summary>
/// <param name="Tree">Norms of every layer, couplings of the last iteration.</param>
/// <param name="Couplings">Couplings of every iteration of every routing layer, [n, m] each.</param>
/// <param name="Picture">What the network saw, bytes [channels, size, size].</param>
/// <param name="Reconstruction">What the decoder draws from the longest class capsule, likewise; null without decoder.</param>
internal sealed record Answer(ParseTree Tree, IReadOnlyList<IReadOnlyList<float[]>> Couplings, byte[] Picture, byte[]? Reconstruction)
{
    /// <summary>The class whose capsule is longest.</summary>
    internal int Predicted => Array.IndexOf(Tree.Norms[^1], Tree.Norms[^1].Max());

    /// <summary>Reads what a traced pass computed for its only picture.</summary>
    internal static Answer Of(CapsNetOutput output, IReadOnlyList<string> layerNames, byte[] picture)
    {
        using var scope = NewDisposeScope();
        return new Answer(
            ParseTrees.Of(output, layerNames),
            [.. output.Trace.Select(layer => layer.Select(c => c[0].to(float32).cpu().contiguous().data<float>().ToArray()).ToArray())],
            picture,
            output.Reconstruction is { } pixels ? pixels[0].clamp(0, 1).mul(255).round().to(uint8).cpu().data<byte>().ToArray() : null);
    }

    /// <summary>The couplings as the page takes them: layer by layer, iteration by iteration, row by row, two bytes each, 65535 for 1.</summary>
    internal string Packed()
    {
        var bytes = new byte[2 * Couplings.Sum(layer => layer.Sum(c => c.Length))];
        var at = 0;
        foreach (var c in Couplings.SelectMany(layer => layer))
            foreach (var value in c)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)Math.Round(Math.Clamp(value, 0, 1) * ushort.MaxValue));
                at += 2;
            }

        return Convert.ToBase64String(bytes);
    }
}
