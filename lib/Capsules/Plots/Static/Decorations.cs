using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>Shapes and texts of the layout.</summary>
internal sealed class Decorations(Figure figure, SvgWriter svg)
{
    public void Shapes(bool below)
    {
        foreach (JsonNode? shape in figure.Setting("shapes").Items().Where(shape => shape.At("visible").Flag() != false))
        {
            if ((shape.At("layer").Text() == "below") != below)
            {
                continue;
            }

            (double x0, double y0) = Place(shape, "x0", "y0");
            (double x1, double y1) = Place(shape, "x1", "y1");
            double opacity = shape.At("opacity").Number() ?? 1;
            double width = shape.At("line", "width").Number() ?? 2;
            Rgba line = Colors.Parse(shape.At("line", "color").Text()) ?? new Rgba(68, 68, 68);
            string stroke = width > 0
                ? $"{line.Paint("stroke", opacity)} stroke-width=\"{SvgWriter.Number(width)}\"{ScatterTrace.Dash(shape.At("line", "dash").Text(), width)}"
                : "";
            string fill = Colors.Parse(shape.At("fillcolor").Text()) is { } colour ? colour.Paint("fill", opacity) : "fill=\"none\"";
            switch (shape.At("type").Text())
            {
                case "line":
                    svg.Line(x0, y0, x1, y1, stroke);
                    break;
                case "circle":
                    svg.Ellipse((x0 + x1) / 2, (y0 + y1) / 2, Math.Abs(x1 - x0) / 2, Math.Abs(y1 - y0) / 2, $"{fill} {stroke}");
                    break;
                case "rect":
                    svg.Rectangle(Math.Min(x0, x1), Math.Min(y0, y1), Math.Abs(x1 - x0), Math.Abs(y1 - y0), $"{fill} {stroke}");
                    break;
            }
        }
    }

    public void Annotations()
    {
        foreach (JsonNode? note in figure.Setting("annotations").Items().Where(note => note.At("visible").Flag() != false))
        {
            if (note.At("text").Text() is not { Length: > 0 } text)
            {
                continue;
            }

            (double x, double y) = Place(note, "x", "y");
            double size = note.At("font", "size").Number() ?? figure.FontSize;
            string colour = (Colors.Parse(note.At("font", "color").Text()) ?? Colors.Parse(figure.FontColor)!.Value).Hex;
            if (note.At("showarrow").Flag() ?? true)
            {
                (double dx, double dy) = (note.At("ax").Number() ?? -10, note.At("ay").Number() ?? -30);
                svg.Line(x + dx, y + dy, x, y, "stroke=\"#444\" stroke-width=\"1\"");
                (x, y) = (x + dx, y + dy - size * 0.6);
            }

            x += note.At("xshift").Number() ?? 0;
            y -= note.At("yshift").Number() ?? 0;
            double lines = Labels.Lines(text).Length;
            double up = note.At("yanchor").Text() switch { "bottom" => lines, "top" => 0, _ => lines / 2 };
            string anchor = note.At("xanchor").Text() switch { "left" => "start", "right" => "end", _ => "middle" };
            svg.Text(text, x, y + (0.5 - up) * size * 1.25, anchor, size, colour, note.At("textangle").Number() ?? 0);
        }
    }

    private (double X, double Y) Place(JsonNode? owner, string x, string y) =>
        (Along(owner, x, "xref", isX: true), Along(owner, y, "yref", isX: false));

    private double Along(JsonNode? owner, string kind, string reference, bool isX)
    {
        string? on = owner.At(reference).Text();
        Axis? axis = figure.ById(on?.Split(' ')[0]) ?? (on is null ? figure.ById(isX ? "x" : "y") : null);
        double part = owner.At(kind).Number() ?? 0;
        if (axis is null)
        {
            return isX ? figure.Left + part * figure.PlotWidth : figure.Top + (1 - part) * figure.PlotHeight;
        }

        return on?.EndsWith("domain", StringComparison.Ordinal) == true
            ? axis.From + part * (axis.To - axis.From)
            : axis.Pixel(owner.At(kind)) ?? axis.From;
    }
}
