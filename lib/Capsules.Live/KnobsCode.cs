using System.Globalization;

namespace Capsules.Live;

/// <summary>What the C# that the page exports calls its network and its images.</summary>
/// <param name="Title">What the page's heading calls the network.</param>
/// <param name="Network">An expression for the network, such as a notebook's variable.</param>
/// <param name="Images">An expression for the images.</param>
/// <param name="Setup">Lines that must come before, for a notebook that has neither.</param>
public sealed record LiveNames(string? Title = null, string Network = "model", string Images = "images", string? Setup = null);

/// <summary>A state of the page as C#.</summary>
public static class KnobsCode
{
    /// <summary>A cell that computes what the page shows in this state.</summary>
    public static string ToCSharp(this Knobs knobs, LiveNames names)
    {
        var inked = knobs.Ink.Length > 0;
        List<string> lines =
        [
            .. names.Setup is not null ? ["#r \"../lib/Capsules/bin/Capsules.dll\""] : (string[])[],
            .. inked ? ["#r \"../lib/Capsules.Live/bin/Capsules.Live.dll\"", "using Capsules.Live;"] : (string[])[],
            "using Capsules.Data;", "using Capsules.Networks;", "using Capsules.Routing;", "using Capsules.Sweeps;", "using Capsules.Training;",
            "using static TorchSharp.torch;",
            "",
            .. names.Setup is null ? [] : (string[])[names.Setup],
            $"var routing = {Routing(knobs)};",
            $"var drawn = {(inked ? $"Drawing.Picture(\"{knobs.Ink}\", {names.Images})" : $"{names.Images}.Slice({knobs.Image}, 1)")};",
            $"var picture = {View(knobs)};",
            $"{names.Network}.eval();",
            $"var output = {names.Network}.With(routing).Run(new Batches(picture, 1).Epoch().Single().X, trace: true);",
            "output.ClassNorms[0].detach().cpu().data<float>().ToArray()",
        ];
        return string.Join('\n', lines) + "\n";
    }

    private static string Routing(Knobs knobs)
    {
        var (squash, sharpness) = ($"SquashKind.{knobs.Squash}", Number(knobs.Sharpness));
        var routing = knobs.Routing switch
        {
            RoutingKind.Uniform => $"new UniformRouting({squash})",
            RoutingKind.Em => $"new VoteEm(new VoteEmOptions({knobs.Iterations}, EmModel.Gaussian, {squash}, {sharpness}))",
            RoutingKind.KMeans => $"new VoteEm(new VoteEmOptions({knobs.Iterations}, EmModel.SoftKMeans, {squash}, {sharpness}))",
            _ => $"new Rba(new RbaOptions({knobs.Iterations}, Softmax: SoftmaxOver.{knobs.Softmax}, Squash: {squash}, Sharpness: {sharpness}))",
        };
        return knobs.Priors || knobs.Routing == RoutingKind.Uniform ? routing : $"new WithoutPriors({routing})";
    }

    private static string View(Knobs knobs)
    {
        var view = knobs.View;
        (string Name, double Value, double None)[] parts =
        [
            ("RotationDegrees", view.RotationDegrees, 0), ("ShearDegrees", view.ShearDegrees, 0), ("Scale", view.Scale, 1),
            ("ShiftX", view.ShiftX, 0), ("ShiftY", view.ShiftY, 0),
        ];
        var set = string.Join(", ", parts.Where(p => p.Value != p.None).Select(p => $"{p.Name}: {Number(p.Value)}"));
        return set.Length == 0 ? "drawn" : $"new AffineTransform({set}).Apply(drawn)";
    }

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
