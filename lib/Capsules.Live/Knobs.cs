using System.Globalization;
using Capsules.Analysis;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Routing;

namespace Capsules.Live;

/// <summary>How couplings are made of votes.</summary>
public enum RoutingKind
{
    /// <summary>Routing-by-agreement.</summary>
    Rba,

    /// <summary>Every coupling 1/m.</summary>
    Uniform,

    /// <summary>EM on the votes: a mixture of Gaussians. In neither paper.</summary>
    Em,

    /// <summary>Soft k-means on the votes. In neither paper.</summary>
    KMeans,
}

/// <summary>Everything that can be turned: the routing, the thresholds, the picture. Written as a query, it is part of a page's address.</summary>
/// <param name="Iterations">Of the routing, 1 to 20.</param>
/// <param name="Sharpness">Factor on the logits inside the softmax, 0 to 10.</param>
/// <param name="Softmax">Over which capsules routing-by-agreement normalizes.</param>
/// <param name="Priors">Whether the learned priors count.</param>
/// <param name="Active">Norm of an active capsule.</param>
/// <param name="Dead">Mean norm, and its deviation over the images, of a dead capsule.</param>
/// <param name="Image">Number of the image in the set.</param>
/// <param name="Ink">What was drawn instead of an image (see <see cref="Drawing"/>); empty for the image.</param>
/// <param name="View">How the picture is moved, turned, sheared and scaled.</param>
public sealed record Knobs(
    RoutingKind Routing = RoutingKind.Rba,
    int Iterations = 10,
    double Sharpness = 1,
    SoftmaxOver Softmax = SoftmaxOver.Upper,
    bool Priors = true,
    SquashKind Squash = SquashKind.Exponential,
    double Active = 0.1,
    double Dead = 0.01,
    int Image = 0,
    string Ink = "",
    AffineTransform View = default)
{
    /// <summary>The numbers that sliders set, by their names in the query.</summary>
    internal static IReadOnlyList<KnobRange> Ranges { get; } =
    [
        new("iterations", 1, 20, 1, Whole: true), new("sharpness", 0, 10, 0.1), new("active", 0, 1, 0.01), new("dead", 0, 0.5, 0.01),
        new("right", -20, 20, 0.5), new("down", -20, 20, 0.5), new("turn", -180, 180, 1), new("shear", -60, 60, 1), new("scale", 0.5, 2, 0.01),
    ];

    /// <summary>The words that choices take, by their names in the query.</summary>
    internal static IReadOnlyDictionary<string, string[]> Choices { get; } = new Dictionary<string, string[]>
    {
        ["routing"] = ["rba", "uniform", "em", "kmeans"],
        ["softmax"] = ["upper", "lower"],
        ["priors"] = ["on", "off"],
        ["squash"] = ["exponential", "sabour"],
    };

    /// <summary>What a network was made with, and the first image as it is.</summary>
    public static Knobs Of(CapsNet network)
    {
        var start = new Knobs(View: new AffineTransform());
        return network.Routing switch
        {
            Rba { Options: var rba } => start with
            {
                Iterations = Math.Min(rba.Iterations, 20),
                Sharpness = rba.Sharpness,
                Softmax = rba.Softmax,
                Squash = rba.Squash,
            },
            UniformRouting uniform => start with { Routing = RoutingKind.Uniform, Squash = uniform.Squash },
            var other => start with { Squash = other.Squash },
        };
    }

    /// <summary>The knobs of a query such as <c>routing=rba&amp;iterations=3&amp;image=17</c>; what it does not name stays as at the start.</summary>
    /// <param name="start">What stands where the query is silent.</param>
    /// <param name="images">Images in the set.</param>
    /// <exception cref="ArgumentException">An unknown name or a value out of range; the message says what would be right.</exception>
    public static Knobs Parse(string query, Knobs start, int images)
    {
        var knobs = start;
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var (name, value) = (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "");
            knobs = knobs.With(name, value, images);
        }

        return knobs;
    }

    /// <summary>The knobs as a query, every one named: equal knobs have equal queries.</summary>
    public string ToQuery() => $"{RoutingQuery}&active={Text(Active)}&dead={Text(Dead)}&{PictureQuery}";

    /// <summary>The part of the query on which the routing depends, whatever the picture.</summary>
    internal string RoutingQuery =>
        $"routing={Word(Routing)}&iterations={Iterations}&sharpness={Text(Sharpness)}&softmax={Word(Softmax)}&priors={(Priors ? "on" : "off")}&squash={Word(Squash)}";

    private string PictureQuery => (Ink.Length > 0 ? $"ink={Ink}" : $"image={Image}")
        + $"&right={Text(View.ShiftX)}&down={Text(View.ShiftY)}&turn={Text(View.RotationDegrees)}&shear={Text(View.ShearDegrees)}&scale={Text(View.Scale)}";

    /// <summary>The routing that these knobs describe.</summary>
    public IVoteRouting ToRouting()
    {
        IVoteRouting routing = Routing switch
        {
            RoutingKind.Uniform => new UniformRouting(Squash),
            RoutingKind.Em => new VoteEm(new VoteEmOptions(Iterations, EmModel.Gaussian, Squash, Sharpness)),
            RoutingKind.KMeans => new VoteEm(new VoteEmOptions(Iterations, EmModel.SoftKMeans, Squash, Sharpness)),
            _ => new Rba(new RbaOptions(Iterations, Softmax: Softmax, Squash: Squash, Sharpness: Sharpness)),
        };
        return Priors || !routing.UsesPriors ? routing : new WithoutPriors(routing);
    }

    /// <summary>When a capsule counts as active or dead.</summary>
    public Thresholds Thresholds => new(Active, Dead, Dead);

    private Knobs With(string name, string value, int images) => name switch
    {
        "routing" => this with { Routing = Choice<RoutingKind>(name, value) },
        "softmax" => this with { Softmax = Choice<SoftmaxOver>(name, value) },
        "squash" => this with { Squash = Choice<SquashKind>(name, value) },
        "priors" => this with { Priors = Array.IndexOf(Choices[name], Known(name, value)) == 0 },
        "iterations" => this with { Iterations = (int)Number(name, value) },
        "sharpness" => this with { Sharpness = Number(name, value) },
        "active" => this with { Active = Number(name, value) },
        "dead" => this with { Dead = Number(name, value) },
        "right" => this with { View = View with { ShiftX = Number(name, value) } },
        "down" => this with { View = View with { ShiftY = Number(name, value) } },
        "turn" => this with { View = View with { RotationDegrees = Number(name, value) } },
        "shear" => this with { View = View with { ShearDegrees = Number(name, value) } },
        "scale" => this with { View = View with { Scale = Number(name, value) } },
        "image" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var image) && image < images
            ? this with { Image = image, Ink = "" }
            : throw new ArgumentException($"image is '{value}'; it must be a whole number from 0 to {images - 1}"),
        "ink" => this with { Ink = Drawing.Check(value) },
        _ => throw new ArgumentException(
            $"there is no knob '{name}'; there are {string.Join(", ", Choices.Keys.Concat(Ranges.Select(r => r.Name)))}, image and ink"),
    };

    private static T Choice<T>(string name, string value)
        where T : struct, Enum => Enum.Parse<T>(Known(name, value), ignoreCase: true);

    private static string Known(string name, string value) => Choices[name].Contains(value)
        ? value
        : throw new ArgumentException($"{name} is '{value}'; it must be {string.Join(" or ", Choices[name])}");

    private static double Number(string name, string value)
    {
        var range = Ranges.Single(r => r.Name == name);
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= range.Least && number <= range.Most && (!range.Whole || number == Math.Round(number))
            ? number
            : throw new ArgumentException($"{name} is '{value}'; it must be a {(range.Whole ? "whole " : "")}number from {Text(range.Least)} to {Text(range.Most)}");
    }

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a slider may be set to.</summary>
internal sealed record KnobRange(string Name, double Least, double Most, double Step, bool Whole = false);
