using System.Globalization;
using System.Text;

namespace Capsules.Plots.Static;

/// <summary>Writes SVG elements; places are in pixels, to a tenth.</summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder text = new();

    public static string Number(double value)
    {
        string number = Math.Round(value, 1).ToString("0.#", CultureInfo.InvariantCulture);
        return number == "-0" ? "0" : number;
    }

    public static string Escape(string value) =>
        value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    public void Raw(string markup) => text.Append(markup);

    public void Line(double x1, double y1, double x2, double y2, string style) =>
        text.Append($"<path d=\"M{Number(x1)} {Number(y1)}L{Number(x2)} {Number(y2)}\" {style}/>");

    public void Path(string data, string style) => text.Append($"<path d=\"{data}\" {style}/>");

    public void Rectangle(double x, double y, double width, double height, string style) =>
        text.Append($"<rect x=\"{Number(x)}\" y=\"{Number(y)}\" width=\"{Number(width)}\" height=\"{Number(height)}\" {style}/>");

    public void Ellipse(double x, double y, double rx, double ry, string style) =>
        text.Append($"<ellipse cx=\"{Number(x)}\" cy=\"{Number(y)}\" rx=\"{Number(rx)}\" ry=\"{Number(ry)}\" {style}/>");

    /// <summary>Text as plotly.js writes it: &lt;br&gt; breaks the line, other tags are dropped.</summary>
    /// <param name="value">The text.</param>
    /// <param name="x">Where <paramref name="anchor"/> stands.</param>
    /// <param name="y">The middle of the first line.</param>
    /// <param name="anchor">start, middle or end.</param>
    /// <param name="size">Font size in pixels.</param>
    /// <param name="color">Fill.</param>
    /// <param name="turn">Degrees, clockwise, around (x, y).</param>
    public void Text(string value, double x, double y, string anchor, double size, string color, double turn = 0)
    {
        string[] lines = Labels.Lines(value);
        for (int i = 0; i < lines.Length; i++)
        {
            string rotate = turn == 0 ? "" : $" transform=\"rotate({Number(turn)} {Number(x)} {Number(y)})\"";
            text.Append($"<text x=\"{Number(x)}\" y=\"{Number(y + i * size * 1.25)}\" dy=\".35em\" font-size=\"{Number(size)}\" fill=\"{color}\"");
            text.Append(anchor == "start" ? "" : $" text-anchor=\"{anchor}\"");
            text.Append($"{rotate}>{Escape(lines[i])}</text>");
        }
    }

    public override string ToString() => text.ToString();
}
