using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Networks;

/// <summary>The reconstruction network FC(512), FC(1024), FC(pixels) (Mitterreiter et al., 2023, appendix A.1).</summary>
public sealed class Decoder : nn.Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    /// <summary>Makes the decoder of a network.</summary>
    public Decoder(CapsNetOptions options)
        : base(nameof(Decoder))
    {
        nn.Module<Tensor, Tensor> output = options.DecoderOutput == DecoderOutput.Relu ? nn.ReLU() : nn.Sigmoid();
        layers = nn.Sequential(
            nn.Linear((long)options.Classes * options.ClassDim, 512), nn.ReLU(),
            nn.Linear(512, 1024), nn.ReLU(),
            nn.Linear(1024, (long)options.Channels * options.ImageSize * options.ImageSize), output);
        RegisterComponents();
    }

    /// <summary>Pixels from class capsules of which all but one are zero.</summary>
    /// <param name="masked">Masked class capsules, [B, K, h].</param>
    /// <returns>Pixels, [B, channels·size·size].</returns>
    public override Tensor forward(Tensor masked) => layers.call(masked.flatten(1));
}
