using System.Globalization;
using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>A colour with its opacity, 0 to 1.</summary>
internal readonly record struct Rgba(double R, double G, double B, double A = 1)
{
    public static Rgba Between(Rgba a, Rgba b, double t) =>
        new(a.R + (b.R - a.R) * t, a.G + (b.G - a.G) * t, a.B + (b.B - a.B) * t, a.A + (b.A - a.A) * t);

    public string Hex => string.Create(CultureInfo.InvariantCulture, $"#{Byte(R):x2}{Byte(G):x2}{Byte(B):x2}");

    public static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);

    /// <summary>The attributes that paint an area, or with "stroke" a line.</summary>
    public string Paint(string kind, double opacity = 1) =>
        A * opacity >= 0.995
            ? $"{kind}=\"{Hex}\""
            : string.Create(CultureInfo.InvariantCulture, $"{kind}=\"{Hex}\" {kind}-opacity=\"{A * opacity:0.##}\"");
}

/// <summary>Colours by their CSS names and forms, and colour scales.</summary>
internal static class Colors
{
    private static readonly Dictionary<string, Rgba> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["black"] = new(0, 0, 0),
        ["white"] = new(255, 255, 255),
        ["red"] = new(255, 0, 0),
        ["green"] = new(0, 128, 0),
        ["blue"] = new(0, 0, 255),
        ["gray"] = new(128, 128, 128),
        ["grey"] = new(128, 128, 128),
        ["orange"] = new(255, 165, 0),
        ["lightgray"] = new(211, 211, 211),
        ["lightgrey"] = new(211, 211, 211),
        ["transparent"] = new(255, 255, 255, 0),
        ["crimson"] = new(220, 20, 60),
        ["steelblue"] = new(70, 130, 180),
        ["purple"] = new(128, 0, 128),
        ["yellow"] = new(255, 255, 0),
    };

    private static readonly Dictionary<string, string> Scales = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Viridis"] = "#440154 #482878 #3e4989 #31688e #26828e #1f9e89 #35b779 #6ece58 #b5de2b #fde725",
        ["Cividis"] = "#00224e #123570 #3b496c #575d6d #707173 #8a8678 #a59c74 #c3b369 #e1cc55 #fee838",
        ["Greys"] = "#000000 #ffffff",
        ["RdBu"] = "#053061 #4393c3 #f7f7f7 #d6604d #67001f",
    };

    public static Rgba? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (text.StartsWith('#') && text.Length is 4 or 7 && uint.TryParse(text[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint hex))
        {
            return text.Length == 7
                ? new((hex >> 16) & 255, (hex >> 8) & 255, hex & 255)
                : new(((hex >> 8) & 15) * 17, ((hex >> 4) & 15) * 17, (hex & 15) * 17);
        }

        int open = text.IndexOf('(');
        if (open > 0 && text.StartsWith("rgb", StringComparison.OrdinalIgnoreCase))
        {
            double[] parts = [.. text[(open + 1)..].TrimEnd(')', ' ').Split(',').Select(part =>
                double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : 0)];
            return parts.Length >= 3 ? new(parts[0], parts[1], parts[2], parts.Length > 3 ? parts[3] : 1) : null;
        }

        return Names.TryGetValue(text, out Rgba named) ? named : null;
    }

    /// <summary>A scale by name or as a list of place and colour; Viridis where there is none.</summary>
    public static (double Place, Rgba Color)[] Scale(JsonNode? node, bool reversed = false)
    {
        (double Place, Rgba Color)[] stops = node is JsonArray list
            ? [.. list.Select(stop => (stop.Items()[0].Number() ?? 0, Parse(stop.Items()[1].Text()) ?? new(0, 0, 0)))]
            : Named(Scales.GetValueOrDefault(node.Text() ?? "") ?? Scales["Viridis"]);
        return reversed ? [.. stops.Reverse().Select(stop => (1 - stop.Place, stop.Color))] : stops;
    }

    public static Rgba Pick((double Place, Rgba Color)[] stops, double t)
    {
        t = Math.Clamp(t, 0, 1);
        int above = Array.FindIndex(stops, stop => stop.Place >= t);
        if (above <= 0)
        {
            return above == 0 ? stops[0].Color : stops[^1].Color;
        }

        (double low, Rgba a) = stops[above - 1];
        (double high, Rgba b) = stops[above];
        return Rgba.Between(a, b, high > low ? (t - low) / (high - low) : 1);
    }

    private static (double Place, Rgba Color)[] Named(string colours)
    {
        string[] parts = colours.Split(' ');
        return [.. parts.Select((colour, i) => (i / (parts.Length - 1.0), Parse(colour)!.Value))];
    }
}
