using Capsules.Routing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Networks;

/// <summary>The network for smallNORB (Heinsen 2019, section 3.1, figure 3): 271,688 trainable parameters.</summary>
/// <remarks>Parameters are named as in the author's published weights, so a state dictionary loads as it is.</remarks>
/// <example><code>
/// var net = new SmallNorbNet();
/// EmResult classes = net.Run(images);   // [B, 2, 96, 96] in 0 … 1 → scores [B, 5], poses [B, 5, 4, 4]
/// </code></example>
public sealed class SmallNorbNet : nn.Module<Tensor, Tensor>
{
    private const int Channels = 64, Parts = 64, Pose = 4, Classes = 5;

    private readonly Sequential convolve, computeA, computeMu;
    private readonly EmRouting toLargerParts, toClasses;

    /// <summary>Creates the network with fresh weights (section 3.2).</summary>
    public SmallNorbNet(EmOptions? options = null)
        : base(nameof(SmallNorbNet))
    {
        convolve = Convolutions();
        computeA = nn.Sequential(("0", nn.BatchNorm2d(Channels)), ("1", nn.Conv2d(Channels, Parts, 1)));
        computeMu = nn.Sequential(("0", nn.BatchNorm2d(Channels)), ("1", nn.Conv2d(Channels, Parts * Pose * Pose, 1)));
        toLargerParts = new EmRouting(new EmShape(Pose, Pose, Pose, NOut: Parts), options);
        toClasses = new EmRouting(new EmShape(Pose, Pose, Pose, NInp: Parts, NOut: Classes), options);
        register_module("convolve", convolve);
        register_module("compute_a", computeA);
        register_module("compute_mu", computeMu);
        register_module("routings", nn.ModuleList<nn.Module>(toLargerParts, toClasses));
    }

    /// <summary>The first routing: any number of parts to 64 larger parts, with shared weights.</summary>
    public EmRouting ToLargerParts => toLargerParts;

    /// <summary>The second routing: 64 larger parts to five classes.</summary>
    public EmRouting ToClasses => toClasses;

    /// <summary>Class scores, before a softmax, of stereo images in 0 … 1. [B, 2, rows, columns] → [B, 5]</summary>
    public override Tensor forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(Run(images).Scores);
    }

    /// <summary>Scores, poses and variances of the class capsules. [B, 2, rows, columns] → [B, 5], [B, 5, 4, 4], [B, 5, 4, 4]</summary>
    /// <param name="images">Stereo pairs in 0 … 1, left then right; 96 × 96 in the paper, any size from 33 × 33 on.</param>
    /// <exception cref="ArgumentException">Not a batch of stereo pairs, or too small for six convolutions.</exception>
    public EmResult Run(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (a, mu) = DetectParts(images);
        var larger = toLargerParts.Route(a, mu);
        var classes = toClasses.Route(larger.Scores, larger.Capsules);
        foreach (var kept in classes.Tensors()) scope.MoveToOuter(kept);
        return classes;
    }

    // Scores and poses of the 64 parts at every place (figure 3, (b) to (d)). [B, 2, rows, columns] → [B, n], [B, n, 4, 4]
    private (Tensor Scores, Tensor Poses) DetectParts(Tensor images)
    {
        if (images.ndim != 4 || images.shape[1] != 2 || images.shape[2] < 33 || images.shape[3] < 33)
            throw new ArgumentException(
                $"the network takes stereo pairs [B, 2, rows, columns] of at least 33 × 33 pixels, not [{string.Join(", ", images.shape)}]", nameof(images));
        var x = convolve.call(WithCoordinates(images)); // [B, 64, m', n']; 9 × 9 for 96 × 96
        long batch = x.shape[0], places = x.shape[2] * x.shape[3];
        var a = computeA.call(x).flatten(1); // [B, 64 m' n']
        var mu = computeMu.call(x) // [B, 1024, m', n']
            .view(batch, Parts, Pose, Pose, places)
            .permute(0, 1, 4, 2, 3) // [B, 64, m' n', 4, 4]
            .reshape(batch, Parts * places, Pose, Pose);
        return (a, mu);
    }

    /// <summary>Images with two more channels, −1 … 1 down the rows and −1 … 1 along the columns (figure 3, (b)). [B, 2, …] → [B, 4, …]</summary>
    internal static Tensor WithCoordinates(Tensor images)
    {
        long batch = images.shape[0], rows = images.shape[2], columns = images.shape[3];
        var down = linspace(-1, 1, rows, images.dtype, images.device).view(1, 1, rows, 1).expand(batch, 1, rows, columns);
        var along = linspace(-1, 1, columns, images.dtype, images.device).view(1, 1, 1, columns).expand(batch, 1, rows, columns);
        return cat([images, down, along], 1);
    }

    // Figure 3 (c). The paper says that all convolutions start from Kaiming's normal; the author's code does so for these six alone.
    private static Sequential Convolutions()
    {
        var layers = new List<(string, nn.Module<Tensor, Tensor>)>();
        for (var i = 0; i < 6; i++)
        {
            var inputs = i == 0 ? 4 : Channels;
            var convolution = nn.Conv2d(inputs, Channels, 3, stride: 1 + i % 2);
            nn.init.kaiming_normal_(convolution.weight);
            nn.init.zeros_(convolution.bias!);
            layers.Add(($"{3 * i}", nn.BatchNorm2d(inputs)));
            layers.Add(($"{3 * i + 1}", convolution));
            layers.Add(($"{3 * i + 2}", nn.SiLU())); // Swish with β = 1
        }
        return nn.Sequential(layers);
    }
}
