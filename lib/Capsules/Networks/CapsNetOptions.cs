using Capsules.Routing;

namespace Capsules.Networks;

/// <summary>The convolutions before the first capsules (Mitterreiter et al., 2023, appendices A.1 to A.3).</summary>
public enum BackboneKind
{
    /// <summary>40×40 gray: Conv(32,7,1), Conv(64,3,1), Conv(64,3,2), Conv(n·d,3,2), depthwise 7 (A.1).</summary>
    AffNist,

    /// <summary>32×32 color: Conv(32,7,1), Conv(64,3,1), Conv(128,3,2), Conv(n·d,3,2), depthwise 5 (A.2).</summary>
    Cifar10,

    /// <summary>28×28 gray: Conv(256,9,1), Conv(256,9,2); 1152 capsules of dimension 8 (A.3, Sabour et al., 2017).</summary>
    Original,
}

/// <summary>Initial weights of the depthwise convolution that closes the backbone; the paper gives none.</summary>
/// <remarks>They decide how long the first capsules (PrimeCaps) are before training: the longer, the less the squash passes on.</remarks>
public enum ClosingStart
{
    /// <summary>He's normal, as the other convolutions: mean norm .97 for dimension 8, 1.00 for 32.</summary>
    He,

    /// <summary>PyTorch's default, uniform in ±1/√(k·k), weights and bias: mean norm .78 for dimension 8, .96 for 32.</summary>
    PyTorch,
}

/// <summary>Size and routing of a capsule network; the defaults are the network of the paper's Tables 1 and 2.</summary>
/// <param name="Backbone">The convolutions before the first capsules.</param>
/// <param name="Capsules">n, capsules in every layer but the last: 16 in Tables 1 and 2.</param>
/// <param name="Dim">d, their dimension: 8 in Tables 1 and 2.</param>
/// <param name="RoutingLayers">Routing layers; capsule layers are one more: four in Tables 1 and 2.</param>
/// <param name="Classes">K, capsules of the last layer, one per class.</param>
/// <param name="ClassDim">Dimension of the last layer's capsules: 16 whatever d is (from the parameter counts of Tables 5 and 14).</param>
/// <param name="Decoder">Whether there is a reconstruction network: the paper always has it.</param>
/// <param name="InitialStd">
/// Standard deviation of the initial transformation matrices; null for 1/√(d+h). The paper gives none, and it decides how soon a deep network
/// learns (lib/DECISIONS.md).
/// </param>
/// <param name="Closing">Initial weights of the backbone's last convolution, which the paper does not give either.</param>
public sealed record CapsNetOptions(
    BackboneKind Backbone = BackboneKind.AffNist,
    int Capsules = 16,
    int Dim = 8,
    int RoutingLayers = 4,
    int Classes = 10,
    int ClassDim = 16,
    bool Decoder = true,
    double? InitialStd = null,
    ClosingStart Closing = ClosingStart.PyTorch)
{
    /// <summary>The network of Tables 1 and 2: AffNIST, 16 capsules of dimension 8, four routing layers.</summary>
    public static CapsNetOptions AffNist { get; } = new();

    /// <summary>A CIFAR-10 network (A.2), by default the one of Table 13 and figure 16: 32 capsules, four routing layers.</summary>
    public static CapsNetOptions Cifar10 { get; } = new(BackboneKind.Cifar10, Capsules: 32, Dim: 32);

    /// <summary>The original network (A.3): 1152 capsules of dimension 8, one routing layer.</summary>
    public static CapsNetOptions Original { get; } = new(BackboneKind.Original, Capsules: 1152, Dim: 8, RoutingLayers: 1);

    /// <summary>Rows and columns of an input image.</summary>
    public int ImageSize => Backbone switch { BackboneKind.AffNist => 40, BackboneKind.Cifar10 => 32, _ => 28 };

    /// <summary>Channels of an input image.</summary>
    public int Channels => Backbone == BackboneKind.Cifar10 ? 3 : 1;

    /// <summary>Capsules of every capsule layer, first to last.</summary>
    public IReadOnlyList<int> CapsulesPerLayer => [.. Enumerable.Repeat(Capsules, RoutingLayers), Classes];

    /// <summary>Throws where a size makes no network.</summary>
    /// <exception cref="ArgumentException">A size is out of range, or the original backbone is asked for other capsules than its own.</exception>
    public void Validate()
    {
        foreach (var (name, size) in new[] { (nameof(Capsules), Capsules), (nameof(Dim), Dim), (nameof(RoutingLayers), RoutingLayers), (nameof(ClassDim), ClassDim) })
            if (size < 1) throw new ArgumentOutOfRangeException(name, size, $"{name} must be at least 1");
        if (InitialStd is not (null or > 0)) throw new ArgumentOutOfRangeException(nameof(InitialStd), InitialStd, "the initial matrices need a deviation above 0");
        if (Classes < 2) throw new ArgumentOutOfRangeException(nameof(Classes), Classes, "a classifier needs at least 2 classes");
        if (Backbone == BackboneKind.Original && Capsules * Dim != 256 * 36)
            throw new ArgumentException(
                $"the original backbone gives 256 channels of 6×6, 9216 numbers: 1152 capsules of dimension 8, not {Capsules} of {Dim}", nameof(Capsules));
    }
}
