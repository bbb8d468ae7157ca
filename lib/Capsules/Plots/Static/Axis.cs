using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>An axis: which part of the picture it spans and how values fall on it.</summary>
internal sealed class Axis
{
    private readonly List<string> categories = [];
    private double least = double.PositiveInfinity;
    private double greatest = double.NegativeInfinity;
    private bool cells;
    private bool fromZero;

    public Axis(string id, JsonNode? style, JsonNode? fallback)
    {
        Id = id;
        Style = style;
        Fallback = fallback;
    }

    /// <summary>As traces name it: x, y2, …</summary>
    public string Id { get; }

    public bool IsX => Id[0] == 'x';

    public JsonNode? Style { get; }

    public bool IsLog => Setting("type").Text() == "log";

    public bool IsVisible => Setting("visible").Flag() ?? true;

    /// <summary>Value at the left or lower end; a logarithm on a logarithmic axis.</summary>
    public double Low { get; private set; }

    /// <summary>Value at the right or upper end.</summary>
    public double High { get; private set; }

    /// <summary>Pixel of <see cref="Low"/>.</summary>
    public double From { get; set; }

    /// <summary>Pixel of <see cref="High"/>.</summary>
    public double To { get; set; }

    /// <summary>The part of the plot area it spans, 0 to 1.</summary>
    public (double From, double To) Domain { get; set; } = (0, 1);

    private JsonNode? Fallback { get; }

    /// <summary>A property of the axis, or of the template's.</summary>
    public JsonNode? Setting(params ReadOnlySpan<string> path) => Style.At(path) ?? Fallback.At(path);

    /// <summary>Whether the values are names: one place for each, in the order of their coming.</summary>
    public bool IsCategory { get; private set; }

    public void Learn(IEnumerable<JsonNode?> values)
    {
        JsonNode?[] all = [.. values];
        string? type = Setting("type").Text();
        IsCategory |= type == "category"
            || (type is null or "-" && all.Any(value => value?.GetValueKind() == System.Text.Json.JsonValueKind.String)
                && all.All(value => value is null || value.Number() is null && value.Text() is not ("NaN" or "Infinity" or "-Infinity")));
        foreach (JsonNode? value in all)
        {
            if (IsCategory && value.Text() is { } name && !categories.Contains(name))
            {
                categories.Add(name);
            }

            if (Value(value) is { } number)
            {
                Include(number);
            }
        }
    }

    /// <summary>Makes room for a value, already a logarithm on a logarithmic axis.</summary>
    public void Include(double value)
    {
        least = Math.Min(least, value);
        greatest = Math.Max(greatest, value);
    }

    /// <summary>Whether the least value stands on top though nothing else says so: the rows of a picture.</summary>
    public bool FirstOnTop { get; set; }

    /// <summary>Bars begin at zero, without room below it.</summary>
    public void KeepZero() => fromZero = true;

    /// <summary>Cells begin and end half a step beyond their middles.</summary>
    public void IncludeCells(double halfStep)
    {
        cells = true;
        if (least <= greatest)
        {
            least -= halfStep;
            greatest += halfStep;
        }
    }

    /// <summary>Decides the ends: those given, or those of the data with some room.</summary>
    /// <param name="room">Part of the data's span left free at each end.</param>
    public void Settle(double room)
    {
        JsonNode?[] range = Setting("range").Items();
        if (range.Length == 2 && range[0].Number() is { } low && range[1].Number() is { } high)
        {
            (Low, High) = (low, high);
            return;
        }

        if (least > greatest)
        {
            (least, greatest) = (0, 1);
        }

        double margin = cells ? 0 : (greatest - least) * room;
        if (greatest == least)
        {
            margin = least == 0 ? 1 : Math.Abs(least) * 0.5;
        }

        Low = fromZero && least == 0 ? 0 : least - margin;
        High = fromZero && greatest == 0 ? 0 : greatest + margin;
        if (FirstOnTop || Setting("autorange").Text() == "reversed")
        {
            (Low, High) = (High, Low);
        }
    }

    /// <summary>Pixels of one unit.</summary>
    public double Unit => Math.Abs((To - From) / (High - Low));

    /// <summary>Takes in more values at both ends, until one unit has so many pixels.</summary>
    public void Widen(double unit)
    {
        double middle = (Low + High) / 2;
        double half = Math.Abs(To - From) / unit / 2 * Math.Sign(High - Low);
        (Low, High) = (middle - half, middle + half);
    }

    /// <summary>A value's number on the axis; null where it has none.</summary>
    public double? Value(JsonNode? value)
    {
        if (IsCategory && value.Text() is { } name && categories.IndexOf(name) is >= 0 and int place)
        {
            return place;
        }

        return value.Number() is not { } number ? null : !IsLog ? number : number > 0 ? Math.Log10(number) : null;
    }

    public double Pixel(double value) => From + (value - Low) / (High - Low) * (To - From);

    public double? Pixel(JsonNode? value) => Value(value) is { } number ? Pixel(number) : null;

    public IEnumerable<(double At, string Label)> TickMarks()
    {
        if (Setting("showticklabels").Flag() == false)
        {
            return [];
        }

        JsonNode?[] places = Setting("tickvals").Items();
        if (places.Length > 0)
        {
            JsonNode?[] labels = Setting("ticktext").Items();
            return places.Select((place, i) => (Value(place) ?? double.NaN, i < labels.Length ? labels[i].Text() ?? "" : place.Text() ?? ""))
                .Where(tick => Within(tick.Item1));
        }

        if (IsCategory)
        {
            // Every name, unless there are too many to read.
            int every = Math.Max(1, (int)Math.Ceiling(categories.Count * 14 / Math.Max(1, Math.Abs(To - From))));
            return categories.Select((name, i) => ((double)i, name)).Where((tick, i) => i % every == 0 && Within(tick.Item1));
        }

        if (IsLog)
        {
            return Ticks.Logarithmic(Low, High);
        }

        if (Setting("dtick").Number() is > 0 and { } step && Math.Abs(High - Low) / step <= 50)
        {
            return Ticks.Every(Low, High, step);
        }

        int wanted = (int)Math.Clamp(Math.Abs(To - From) / (IsX ? 70 : 34), 2, 9);
        return Ticks.Linear(Low, High, (int?)Setting("nticks").Number() is { } most ? Math.Min(most, wanted) : wanted);
    }

    private bool Within(double value) =>
        value >= Math.Min(Low, High) - 1e-9 && value <= Math.Max(Low, High) + 1e-9;
}
