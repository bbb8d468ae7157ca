using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Forms of markers, by plotly.js's numbers or names.</summary>
internal static class Symbols
{
    public static void Draw(SvgWriter svg, JsonNode? symbol, (double X, double Y) at, double r, string style)
    {
        string n(double value) => SvgWriter.Number(value);
        (double x, double y) = at;
        switch (symbol.Text())
        {
            case "1" or "square":
                svg.Rectangle(x - r, y - r, 2 * r, 2 * r, style);
                break;
            case "2" or "diamond":
                svg.Path($"M{n(x - 1.3 * r)} {n(y)}L{n(x)} {n(y - 1.3 * r)}L{n(x + 1.3 * r)} {n(y)}L{n(x)} {n(y + 1.3 * r)}Z", style);
                break;
            case "3" or "cross":
                svg.Path(Cross(x, y, r, 0), style);
                break;
            case "4" or "x":
                svg.Path(Cross(x, y, r, Math.PI / 4), style);
                break;
            case "5" or "triangle-up":
                svg.Path($"M{n(x - r)} {n(y + 0.6 * r)}L{n(x)} {n(y - 1.2 * r)}L{n(x + r)} {n(y + 0.6 * r)}Z", style);
                break;
            case "6" or "triangle-down":
                svg.Path($"M{n(x - r)} {n(y - 0.6 * r)}L{n(x)} {n(y + 1.2 * r)}L{n(x + r)} {n(y - 0.6 * r)}Z", style);
                break;
            default:
                svg.Raw($"<circle cx=\"{n(x)}\" cy=\"{n(y)}\" r=\"{n(r)}\" {style}/>");
                break;
        }
    }

    // Twelve corners of a plus sign, turned.
    private static string Cross(double x, double y, double r, double turn)
    {
        double thick = 0.4 * r;
        (double X, double Y)[] corners =
        [
            (-thick, -r), (thick, -r), (thick, -thick), (r, -thick), (r, thick), (thick, thick),
            (thick, r), (-thick, r), (-thick, thick), (-r, thick), (-r, -thick), (-thick, -thick),
        ];
        return "M" + string.Join('L', corners.Select(corner =>
            SvgWriter.Number(x + corner.X * Math.Cos(turn) - corner.Y * Math.Sin(turn)) + " "
            + SvgWriter.Number(y + corner.X * Math.Sin(turn) + corner.Y * Math.Cos(turn)))) + "Z";
    }
}
