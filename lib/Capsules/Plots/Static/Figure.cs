using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>A figure laid out: traces, axes with their places, room around them.</summary>
internal sealed class Figure
{
    public static readonly string[] DefaultColours =
        ["#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377", "#bbbbbb"];

    private readonly Dictionary<string, Axis> axes = [];
    private readonly JsonNode? template;

    public Figure(JsonNode root)
    {
        JsonNode? layout = root.At("layout");
        Layout = layout;
        template = layout.At("template", "layout");
        Traces = [.. root.At("data").Items().Where(trace => trace is not null && trace.At("visible").Text() is not ("false" or "legendonly"))!];
        Width = Setting("width").Number() ?? 700;
        Height = Setting("height").Number() ?? 450;
        Left = Setting("margin", "l").Number() ?? 80;
        Right = Setting("margin", "r").Number() ?? 80;
        Top = Setting("margin", "t").Number() ?? 100;
        Bottom = Setting("margin", "b").Number() ?? 80;
        FontSize = Setting("font", "size").Number() ?? 12;
        FontColor = (Colors.Parse(Setting("font", "color").Text()) ?? new Rgba(68, 68, 68)).Hex;
        foreach (JsonNode trace in Traces)
        {
            AxisOf(trace, "xaxis");
            AxisOf(trace, "yaxis");
        }

        PlaceDomains();
    }

    public JsonNode? Layout { get; }

    public IReadOnlyList<JsonNode> Traces { get; }

    public double Width { get; }

    public double Height { get; }

    public double Left { get; set; }

    public double Right { get; set; }

    public double Top { get; }

    public double Bottom { get; }

    public double FontSize { get; }

    public string FontColor { get; }

    public IEnumerable<Axis> Axes => axes.Values;

    public double PlotWidth => Math.Max(10, Width - Left - Right);

    public double PlotHeight => Math.Max(10, Height - Top - Bottom);

    /// <summary>A property of the layout, or of its template.</summary>
    public JsonNode? Setting(params ReadOnlySpan<string> path) => Layout.At(path) ?? template.At(path);

    public Rgba Colour(int index)
    {
        JsonNode?[] way = Setting("colorway").Items();
        string colour = way.Length > 0 ? way[index % way.Length].Text() ?? "" : DefaultColours[index % DefaultColours.Length];
        return Colors.Parse(colour) ?? new Rgba(68, 119, 170);
    }

    public Axis X(JsonNode trace) => AxisOf(trace, "xaxis");

    public Axis Y(JsonNode trace) => AxisOf(trace, "yaxis");

    public Axis? ById(string? id) => id is null ? null : axes.GetValueOrDefault(id);

    /// <summary>The axis that crosses this one.</summary>
    public Axis? Crossing(Axis axis)
    {
        if (ById(axis.Setting("anchor").Text()) is { } anchor)
        {
            return anchor;
        }

        string other = (axis.IsX ? "y" : "x") + axis.Id[1..];
        return ById(other) ?? ById(axis.IsX ? "y" : "x");
    }

    /// <summary>Pixels of each axis, once margins are known.</summary>
    public void PlacePixels()
    {
        foreach (Axis axis in axes.Values)
        {
            (double from, double to) = axis.Domain;
            axis.From = axis.IsX ? Left + from * PlotWidth : Top + (1 - from) * PlotHeight;
            axis.To = axis.IsX ? Left + to * PlotWidth : Top + (1 - to) * PlotHeight;
        }
    }

    /// <summary>Where an axis is tied to another's scale, the one that shows less takes in more, until a unit is as long on both.</summary>
    public void TieScales()
    {
        foreach (Axis axis in axes.Values)
        {
            if (ById(axis.Setting("scaleanchor").Text()) is not { } other)
            {
                continue;
            }

            double ratio = axis.Setting("scaleratio").Number() ?? 1;
            if (axis.Unit > ratio * other.Unit)
            {
                axis.Widen(ratio * other.Unit);
            }
            else
            {
                other.Widen(axis.Unit / ratio);
            }
        }
    }

    private Axis AxisOf(JsonNode trace, string kind)
    {
        string id = trace.At(kind).Text() ?? kind[..1];
        if (!axes.TryGetValue(id, out Axis? axis))
        {
            axes[id] = axis = new Axis(id, Layout.At(kind + id[1..]), template.At(kind));
        }

        return axis;
    }

    private void PlaceDomains()
    {
        double columns = Setting("grid", "columns").Number() ?? 1;
        double rows = Setting("grid", "rows").Number() ?? 1;
        bool coupled = Setting("grid", "pattern").Text() != "independent";
        double xGap = Setting("grid", "xgap").Number() ?? (coupled ? 0.1 : 0.2);
        double yGap = Setting("grid", "ygap").Number() ?? (coupled ? 0.1 : 0.3);
        foreach (Axis axis in axes.Values)
        {
            JsonNode?[] domain = axis.Setting("domain").Items();
            if (domain.Length == 2)
            {
                axis.Domain = (domain[0].Number() ?? 0, domain[1].Number() ?? 1);
            }
            else if (rows * columns > 1)
            {
                int number = (axis.Id.Length > 1 ? int.Parse(axis.Id[1..], System.Globalization.CultureInfo.InvariantCulture) : 1) - 1;
                double cell = coupled ? number : axis.IsX ? number % columns : Math.Floor(number / columns);
                axis.Domain = axis.IsX ? Cell(cell, columns, xGap) : Cell(rows - 1 - cell, rows, yGap);
            }
        }
    }

    private static (double From, double To) Cell(double index, double count, double gap) =>
        (index / (count - gap), (index + 1 - gap) / (count - gap));
}
