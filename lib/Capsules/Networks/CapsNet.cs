using Capsules.Routing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Networks;

/// <summary>Everything one pass computes.</summary>
/// <param name="Capsules">Capsules of every layer, first to last, each [B, n, d].</param>
/// <param name="Couplings">Couplings of every routing layer, each [B, n, m].</param>
/// <param name="Traces">Couplings of every iteration of every routing layer, when asked for; otherwise empty lists.</param>
/// <param name="Reconstruction">Pixels, [B, channels·size·size]; null without decoder.</param>
public sealed record CapsNetOutput(
    IReadOnlyList<Tensor> Capsules,
    IReadOnlyList<Tensor> Couplings,
    IReadOnlyList<IReadOnlyList<Tensor>> Traces,
    Tensor? Reconstruction)
{
    /// <summary>Capsules of the last layer, one a class, [B, K, h].</summary>
    public Tensor ClassCapsules => Capsules[^1];

    /// <summary>Lengths of the class capsules, [B, K]: the network's belief in each class.</summary>
    public Tensor ClassNorms => Squash.Norm(ClassCapsules);
}

/// <summary>A capsule network: backbone, capsule layers joined by routing, decoder (Mitterreiter et al., 2023, section 3).</summary>
public sealed class CapsNet : nn.Module<Tensor, Tensor>
{
    private readonly Backbone backbone;
    private readonly ModuleList<CapsuleLayer> layers;
    private readonly Decoder? decoder;

    /// <summary>Makes a network.</summary>
    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    public CapsNet(CapsNetOptions? options = null, IVoteRouting? routing = null)
        : base(nameof(CapsNet))
    {
        Options = options ?? CapsNetOptions.AffNist;
        Options.Validate();
        Routing = routing ?? new Rba();
        backbone = new Backbone(Options);
        var chain = new CapsuleLayer[Options.RoutingLayers];
        for (var l = 0; l < chain.Length; l++)
        {
            var last = l == chain.Length - 1;
            chain[l] = new CapsuleLayer(
                Options.Capsules, Options.Dim, last ? Options.Classes : Options.Capsules, last ? Options.ClassDim : Options.Dim, Routing,
                initialStd: Options.InitialStd);
        }

        layers = new ModuleList<CapsuleLayer>(chain);
        decoder = Options.Decoder ? new Decoder(Options) : null;
        RegisterComponents();
    }

    /// <summary>The sizes it was made with.</summary>
    public CapsNetOptions Options { get; }

    /// <summary>How votes are combined.</summary>
    public IVoteRouting Routing { get; }

    /// <summary>The routing layers, first to last.</summary>
    public IReadOnlyList<CapsuleLayer> Layers => [.. layers];

    /// <summary>Class capsules of images.</summary>
    /// <param name="x">Images, [B, channels, size, size], values in [0, 1].</param>
    /// <returns>Class capsules, [B, K, h].</returns>
    public override Tensor forward(Tensor x) => Run(x, reconstruct: false).ClassCapsules;

    /// <summary>One pass, with everything it computes.</summary>
    /// <param name="x">Images, [B, channels, size, size], values in [0, 1].</param>
    /// <param name="labels">Classes [B] (int64) whose capsules the decoder sees; the longest capsules where none are given.</param>
    /// <exception cref="ArgumentException">The images' shape is not the network's.</exception>
    public CapsNetOutput Run(Tensor x, Tensor? labels = null, bool trace = false, bool reconstruct = true)
    {
        Check(x);
        var u = Squash.Apply(backbone.call(x), Routing.Squash); // first capsules (PrimeCaps), [B, n, d]
        var capsules = new List<Tensor> { u };
        var couplings = new List<Tensor>();
        var traces = new List<IReadOnlyList<Tensor>>();
        foreach (var layer in layers)
        {
            var output = layer.Route(u, trace);
            capsules.Add(u = output.Capsules);                  // [B, m, h]
            couplings.Add(output.Couplings);
            traces.Add(output.Trace);
        }

        var pixels = reconstruct && decoder is not null ? decoder.call(Mask(u, labels)) : null;
        return new CapsNetOutput(capsules, couplings, traces, pixels);
    }

    // Class capsules of other classes than the label's are set to zero (section 3.3).
    private Tensor Mask(Tensor v, Tensor? labels)
    {
        labels ??= Squash.Norm(v).argmax(1);
        return v * nn.functional.one_hot(labels, Options.Classes).to_type(v.dtype).unsqueeze(-1);
    }

    private void Check(Tensor x)
    {
        var (c, s) = (Options.Channels, Options.ImageSize);
        if (x.ndim != 4 || x.shape[1] != c || x.shape[2] != s || x.shape[3] != s)
            throw new ArgumentException(
                $"this network takes images of shape [batch, {c}, {s}, {s}]; it was given [{string.Join(", ", x.shape)}]", nameof(x));
    }
}
