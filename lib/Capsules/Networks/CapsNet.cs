using Capsules.Routing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Networks;

/// <summary>Everything one pass computes.</summary>
/// <param name="Capsules">Capsules of every layer, first to last, each [B, n, d].</param>
/// <param name="Couplings">Couplings of every routing layer, each [B, n, m].</param>
/// <param name="Reconstruction">Pixels, [B, channels·size·size]; null without decoder.</param>
public sealed record CapsNetOutput(IReadOnlyList<Tensor> Capsules, IReadOnlyList<Tensor> Couplings, Tensor? Reconstruction)
{
    /// <summary>Capsules of the last layer, one per class, [B, K, h].</summary>
    public Tensor ClassCapsules => Capsules[^1];

    /// <summary>Lengths of the class capsules, [B, K]: the network's belief in each class.</summary>
    public Tensor ClassNorms => Squash.Norm(ClassCapsules);

    /// <summary>Couplings of every iteration of every routing layer, each [B, n, m], when asked for; otherwise empty.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> Trace { get; init; } = [];
}

/// <summary>A capsule network: backbone, capsule layers joined by routing, decoder (Mitterreiter et al., 2023, section 3).</summary>
public sealed class CapsNet : nn.Module<Tensor, Tensor>
{
    private readonly Backbone backbone;
    private readonly ModuleList<CapsuleLayer> layers;
    private readonly Decoder? decoder;

    /// <summary>Creates a network.</summary>
    /// <exception cref="ArgumentException">The sizes make no network.</exception>
    public CapsNet(CapsNetOptions? options = null, IVoteRouting? routing = null)
        : base(nameof(CapsNet))
    {
        Options = options ?? CapsNetOptions.AffNist;
        Options.Validate();
        Routing = routing ?? new Rba();
        backbone = new Backbone(Options);
        CapsuleLayer Layer(int upper, int upperDim) => new(Options.Capsules, Options.Dim, upper, upperDim, Routing, initialStd: Options.InitialStd);
        layers = new ModuleList<CapsuleLayer>(
            [.. Enumerable.Range(1, Options.RoutingLayers - 1).Select(_ => Layer(Options.Capsules, Options.Dim)), Layer(Options.Classes, Options.ClassDim)]);
        decoder = Options.Decoder ? new Decoder(Options) : null;
        RegisterComponents();
    }

    private CapsNet(CapsNet shared, IVoteRouting routing)
        : base(nameof(CapsNet))
    {
        (Options, Routing, backbone, decoder) = (shared.Options, routing, shared.backbone, shared.decoder);
        layers = new ModuleList<CapsuleLayer>([.. shared.layers.Select(layer => layer.With(routing))]);
        RegisterComponents();
        train(shared.training);
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

    /// <summary>This network with another routing: the same parameters, the very same tensors, so neither may be disposed of before the other.</summary>
    /// <example><code>
    /// var sharper = network.With(new Rba(new RbaOptions(Iterations: 10, Sharpness: 2)));
    /// </code></example>
    public CapsNet With(IVoteRouting routing) => new(this, routing);

    /// <summary>One pass, with everything it computes.</summary>
    /// <param name="x">Images, [B, channels, size, size], values in [0, 1].</param>
    /// <param name="labels">Classes [B] (int64) whose capsules the decoder sees; the longest capsules by default.</param>
    /// <param name="trace">Whether to keep the couplings of every iteration.</param>
    /// <exception cref="ArgumentException">The images' shape is not the network's.</exception>
    public CapsNetOutput Run(Tensor x, Tensor? labels = null, bool reconstruct = true, bool trace = false) => Route(Features(x), labels, reconstruct, trace);

    /// <summary>What the convolutions make of images, whatever the routing: the first capsules before squashing, [B, n, d].</summary>
    /// <param name="x">Images, [B, channels, size, size], values in [0, 1].</param>
    /// <exception cref="ArgumentException">The images' shape is not the network's.</exception>
    public Tensor Features(Tensor x)
    {
        Check(x);
        return backbone.call(x);
    }

    /// <summary>The pass from <see cref="Features"/> on: squash, routing layers, decoder.</summary>
    /// <param name="features">The first capsules before squashing, [B, n, d].</param>
    /// <inheritdoc cref="Run"/>
    public CapsNetOutput Route(Tensor features, Tensor? labels = null, bool reconstruct = true, bool trace = false)
    {
        var u = Squash.Apply(features, Routing.Squash);         // first capsules (PrimeCaps), [B, n, d]
        var capsules = new List<Tensor> { u };
        var couplings = new List<Tensor>();
        var iterations = new List<IReadOnlyList<Tensor>>();
        foreach (var layer in layers)
        {
            var output = layer.Route(u, trace);
            capsules.Add(u = output.Capsules);                  // [B, m, h]
            couplings.Add(output.Couplings);
            if (trace) iterations.Add(output.Trace);
        }

        return new CapsNetOutput(capsules, couplings, reconstruct && decoder is not null ? Reconstruct(u, labels) : null) { Trace = iterations };
    }

    /// <summary>What the decoder draws of one class capsule for each image; all others are set to zero (section 3.3).</summary>
    /// <param name="v">Class capsules, [B, K, h].</param>
    /// <param name="labels">Classes [B] (int64) whose capsules it sees; the longest capsules where none are given.</param>
    /// <returns>Pixels, [B, channels·size·size].</returns>
    /// <exception cref="InvalidOperationException">The network has no decoder.</exception>
    public Tensor Reconstruct(Tensor v, Tensor? labels = null)
    {
        if (decoder is null) throw new InvalidOperationException("this network was made without a decoder; set Decoder in its options");
        labels ??= Squash.Norm(v).argmax(1);
        return decoder.call(v * nn.functional.one_hot(labels, Options.Classes).to_type(v.dtype).unsqueeze(-1));
    }

    private void Check(Tensor x)
    {
        var (c, s) = (Options.Channels, Options.ImageSize);
        if (x.ndim != 4 || x.shape[1] != c || x.shape[2] != s || x.shape[3] != s)
            throw new ArgumentException(
                $"this network takes images of shape [batch, {c}, {s}, {s}]; it was given [{string.Join(", ", x.shape)}]", nameof(x));
    }
}

/// <summary>The reconstruction network FC(512), FC(1024), FC(pixels), each with ReLU (Mitterreiter et al., 2023, appendix A.1).</summary>
public sealed class Decoder : nn.Module<Tensor, Tensor>
{
    private readonly Sequential layers;

    /// <summary>Creates the decoder of a network.</summary>
    public Decoder(CapsNetOptions options)
        : base(nameof(Decoder))
    {
        layers = nn.Sequential(
            nn.Linear((long)options.Classes * options.ClassDim, 512), nn.ReLU(),
            nn.Linear(512, 1024), nn.ReLU(),
            nn.Linear(1024, (long)options.Channels * options.ImageSize * options.ImageSize), nn.ReLU());
        RegisterComponents();
    }

    /// <summary>Pixels from class capsules of which all but one are zero.</summary>
    /// <param name="masked">Masked class capsules, [B, K, h].</param>
    /// <returns>Pixels, [B, channels·size·size].</returns>
    public override Tensor forward(Tensor masked) => layers.call(masked.flatten(1));
}
