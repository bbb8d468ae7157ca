using Capsules.Analysis;
using Capsules.Data;
using Capsules.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Live;

/// <summary>A network and images to turn knobs on: the same parameters under any routing, one pass an answer.</summary>
internal sealed class LiveModel : IDisposable
{
    private const int Chunk = 20;   // few, so that an answer waits for no more than some milliseconds
    private readonly CapsNet network;
    private readonly Device device;
    private readonly ComputeThread compute = new();
    private readonly Tensor[] features;                     // of the measured images, [Chunk, n, d] each; filled by the first measurement
    private readonly LastFew<string, Answer> answers = new(16);
    private readonly LastFew<string, NetworkReport> reports = new(16);

    /// <summary>Starts with a network, which is put into evaluation mode, and images of its size or smaller.</summary>
    /// <exception cref="ArgumentException">No images, or images that do not fit the network; the message says what would.</exception>
    internal LiveModel(CapsNet network, ImageSet images)
    {
        Images = Fitted(network.Options, images);
        Measured = Math.Min(Images.Count, 500);
        features = new Tensor[(Measured + Chunk - 1) / Chunk];
        this.network = network;
        device = network.parameters().First().device;
        Start = Knobs.Of(network);
        network.eval();
    }

    /// <summary>The images, in the network's size.</summary>
    internal ImageSet Images { get; }

    /// <summary>The network's sizes.</summary>
    internal CapsNetOptions Options => network.Options;

    /// <summary>The routing it was made with.</summary>
    internal string Description => network.Routing.Description;

    /// <summary>Knobs as the network was made.</summary>
    internal Knobs Start { get; }

    /// <summary>Images, from the first on, over which dyr, dys and the norms of capsules are measured.</summary>
    internal int Measured { get; }

    /// <summary>Names of the layers, first to last.</summary>
    internal IReadOnlyList<string> LayerNames => ParseTree.NamesOf(Options);

    /// <summary>What the network says with these knobs.</summary>
    /// <exception cref="InvalidOperationException">The network is being trained.</exception>
    internal Task<Answer> Answer(Knobs knobs, CancellationToken cancellation = default) =>
        answers.TryGet(knobs.ToQuery(), out var known) ? Task.FromResult(known) : compute.Run(() => Compute(knobs), cancellation);

    /// <summary>The figures of Tables 1 and 2 with this routing and these thresholds; in pieces, so that answers come between them.</summary>
    /// <exception cref="InvalidOperationException">The network is being trained.</exception>
    internal async Task<NetworkReport> Measure(Knobs knobs, CancellationToken cancellation = default)
    {
        var key = $"{knobs.RoutingQuery} {knobs.Thresholds}";
        if (reports.TryGet(key, out var known)) return known;
        var statistics = new NetworkStatistics(Options.CapsulesPerLayer, knobs.Thresholds);
        for (var k = 0; k < features.Length; k++)
        {
            var chunk = k;
            await compute.Run(() => Add(statistics, chunk, knobs), cancellation).ConfigureAwait(false);
        }

        return reports.Keep(key, statistics.Result());
    }

    /// <summary>The picture that the knobs choose or draw, moved, turned, sheared and scaled.</summary>
    internal ImageSet Picture(Knobs knobs)
    {
        var picture = knobs.Ink.Length > 0 ? Drawing.Picture(knobs.Ink, Images) : Images.Slice(knobs.Image, 1);
        return knobs.View == new AffineTransform() ? picture : knobs.View.Apply(picture);
    }

    public void Dispose()
    {
        // After what is waiting: the thread may be using them.
        _ = compute.Run(() =>
        {
            foreach (var tensor in features) tensor?.Dispose();
            return true;
        });
        compute.Dispose();
    }

    private Answer Compute(Knobs knobs)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Require();
        var picture = Picture(knobs);
        var output = network.With(knobs.ToRouting()).Run(Tensors(picture), trace: true);
        return answers.Keep(knobs.ToQuery(), Capsules.Live.Answer.Of(output, LayerNames, picture.Pixels));
    }

    private bool Add(NetworkStatistics statistics, int chunk, Knobs knobs)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        Require();
        var first = chunk * Chunk;
        features[chunk] ??= scope.Detach(network.Features(Tensors(Images.Slice(first, Math.Min(Chunk, Measured - first)))));
        statistics.Add(network.With(knobs.ToRouting()).Route(features[chunk], reconstruct: false));
        return true;
    }

    private Tensor Tensors(ImageSet pictures)
    {
        var values = new float[pictures.Pixels.Length];
        pictures.CopyTo([.. Enumerable.Range(0, pictures.Count)], values);
        return tensor(values, [pictures.Count, pictures.Channels, pictures.Height, pictures.Width]).to(device);
    }

    // Its batch normalization would learn from the pictures of this page.
    private void Require()
    {
        if (network.training) throw new InvalidOperationException("The network is being trained; the page answers again when that is done.");
    }

    private static ImageSet Fitted(CapsNetOptions options, ImageSet images)
    {
        if (images.Count == 0) throw new ArgumentException("A page needs at least one image.", nameof(images));
        if (images.Channels != options.Channels || images.Height > options.ImageSize || images.Width > options.ImageSize)
            throw new ArgumentException(
                $"The network takes images of {options.Channels}×{options.ImageSize}×{options.ImageSize}, or smaller ones to be put in the middle "
                + "of an empty background; "
                + $"{images.Name} has {images.Channels}×{images.Height}×{images.Width}.", nameof(images));
        if (images.ClassNames.Count != options.Classes)
            throw new ArgumentException($"The network has {options.Classes} class capsules, {images.Name} has {images.ClassNames.Count} classes.", nameof(images));
        return images.Height == options.ImageSize && images.Width == options.ImageSize
            ? images
            : new Placement(options.ImageSize, PlacementMode.Centered).Apply(images);
    }
}
