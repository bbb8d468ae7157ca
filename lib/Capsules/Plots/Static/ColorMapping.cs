using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Numbers as colours: a trace's own scale, or one that the layout lends to several traces.</summary>
internal sealed class ColorMapping
{
    private readonly (double Place, Rgba Color)[] stops;

    private ColorMapping(JsonNode? style, JsonNode? values, string low, string high, bool shown)
    {
        stops = Colors.Scale(style.At("colorscale"), style.At("reversescale").Flag() ?? false);
        double[] numbers = [.. Flat(values)];
        Least = style.At(low).Number() ?? (numbers.Length > 0 ? numbers.Min() : 0);
        Greatest = style.At(high).Number() ?? (numbers.Length > 0 ? numbers.Max() : 1);
        Bar = style.At("colorbar");
        IsShown = style.At("showscale").Flag() ?? shown;
    }

    public double Least { get; }

    public double Greatest { get; }

    /// <summary>Style of the colour bar.</summary>
    public JsonNode? Bar { get; }

    public bool IsShown { get; }

    /// <summary>The mapping of a heatmap, or of markers whose colours are numbers; null for markers that name colours.</summary>
    public static ColorMapping? Of(Figure figure, JsonNode? owner)
    {
        bool cells = owner.At("z") is not null;
        JsonNode? values = cells ? owner.At("z") : owner.At("color");
        if (!cells && (values is not JsonArray list || list.All(item => item.Number() is null)))
        {
            return null;
        }

        return owner.At("coloraxis").Text() is { } shared
            ? new ColorMapping(figure.Setting(shared), values, "cmin", "cmax", shown: true)
            : new ColorMapping(owner, values, cells ? "zmin" : "cmin", cells ? "zmax" : "cmax", shown: cells);
    }

    public Rgba? Of(JsonNode? value) => value.Number() is { } number ? At(number) : null;

    public Rgba At(double value) =>
        Colors.Pick(stops, Greatest > Least ? (value - Least) / (Greatest - Least) : 0.5);

    private static IEnumerable<double> Flat(JsonNode? node) =>
        node is JsonArray array ? array.SelectMany(Flat) : node.Number() is { } number ? [number] : [];
}
