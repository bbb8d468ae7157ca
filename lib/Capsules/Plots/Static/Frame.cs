using System.Text.Json.Nodes;

namespace Capsules.Plots.Static;

/// <summary>What stands around the data: grid, axis lines, ticks and titles.</summary>
internal sealed class Frame(Figure figure, SvgWriter svg)
{
    private double TickSize => figure.Setting("xaxis", "tickfont", "size").Number() ?? figure.FontSize;

    /// <summary>Makes room for long tick labels at the left where the axis asks for it.</summary>
    public void MakeRoom()
    {
        foreach (Axis axis in figure.Axes.Where(axis => !axis.IsX && axis.IsVisible && axis.Domain.From >= 0))
        {
            if (axis.Setting("automargin").Flag() != true || (figure.Crossing(axis)?.Domain.From ?? 0) > 0.01)
            {
                continue;
            }

            double widest = axis.TickMarks().Select(tick => Labels.Width(tick.Label, TickSize)).DefaultIfEmpty(0).Max();
            figure.Left = Math.Max(figure.Left, widest + 12 + (axis.Setting("title").Title() is null ? 0 : figure.FontSize * 1.9));
        }
    }

    public void Behind()
    {
        foreach (Axis axis in figure.Axes.Where(axis => axis.IsVisible))
        {
            Axis? crossing = figure.Crossing(axis);
            if (crossing is null)
            {
                continue;
            }

            if (axis.Setting("showgrid").Flag() ?? true)
            {
                string grid = $"{(Colors.Parse(axis.Setting("gridcolor").Text()) ?? new Rgba(238, 238, 238)).Paint("stroke")} stroke-width=\"1\"";
                foreach ((double at, _) in axis.TickMarks())
                {
                    Across(axis, crossing, axis.Pixel(at), grid);
                }
            }

            bool zero = axis.Setting("zeroline").Flag() ?? true;
            if (zero && !axis.IsLog && axis.Low < 0 != axis.High < 0)
            {
                Across(axis, crossing, axis.Pixel(0), $"{(Colors.Parse(axis.Setting("zerolinecolor").Text()) ?? new Rgba(68, 68, 68)).Paint("stroke")} stroke-width=\"1\"");
            }
        }
    }

    public void Front()
    {
        foreach (Axis axis in figure.Axes.Where(axis => axis.IsVisible))
        {
            if (figure.Crossing(axis) is { } crossing)
            {
                Edge(axis, crossing);
            }
        }
    }

    private void Edge(Axis axis, Axis crossing)
    {
        bool far = axis.Setting("side").Text() is "top" or "right";
        double at = far ? crossing.To : crossing.From;
        if (axis.Setting("showline").Flag() ?? false)
        {
            Parallel(axis, at, $"{(Colors.Parse(axis.Setting("linecolor").Text()) ?? new Rgba(68, 68, 68)).Paint("stroke")} stroke-width=\"1\"");
        }

        double ticks = axis.Setting("ticks").Text() == "outside" ? axis.Setting("ticklen").Number() ?? 5 : 0;
        double outward = far == axis.IsX ? -1 : 1; // pixels count downwards
        double size = axis.Setting("tickfont", "size").Number() ?? figure.FontSize;
        string colour = (Colors.Parse(axis.Setting("tickfont", "color").Text()) ?? Colors.Parse(figure.FontColor)!.Value).Hex;
        (double At, string Label)[] marks = [.. axis.TickMarks()];
        bool turned = axis.IsX && Crowded(axis, marks, size);
        double widest = 0;
        foreach ((double value, string label) in marks)
        {
            double pixel = axis.Pixel(value);
            if (ticks > 0)
            {
                Tick(axis, pixel, at, outward * ticks);
            }

            double width = Labels.Width(label, size);
            widest = Math.Max(widest, axis.IsX && !turned ? size * Labels.Lines(label).Length * 1.2 : turned ? width * 0.75 + size / 2 : width);
            if (turned)
            {
                svg.Text(label, pixel, at + ticks + size * 0.8, "end", size, colour, turn: -40);
            }
            else if (axis.IsX)
            {
                svg.Text(label, pixel, at + outward * (ticks + size * 0.8), "middle", size, colour);
            }
            else
            {
                svg.Text(label, at + outward * (ticks + 4), pixel, far ? "start" : "end", size, colour);
            }
        }

        Title(axis, at, outward, ticks + widest);
    }

    private void Title(Axis axis, double at, double outward, double room)
    {
        if (axis.Setting("title").Title() is not { Length: > 0 } title)
        {
            return;
        }

        double size = axis.Setting("title", "font", "size").Number() ?? figure.FontSize * 1.1;
        double standoff = axis.Setting("title", "standoff").Number() ?? 8;
        double middle = (axis.From + axis.To) / 2;
        if (axis.IsX)
        {
            double below = Math.Min(at + outward * (room + standoff + size * 0.6), figure.Height - size * 0.7);
            svg.Text(title, middle, below, "middle", size, figure.FontColor);
        }
        else
        {
            double beside = Math.Max(at + outward * (room + standoff + size * 0.6), size * 0.7);
            svg.Text(title, beside, middle, "middle", size, figure.FontColor, turn: -90);
        }
    }

    private static bool Crowded(Axis axis, (double At, string Label)[] marks, double size) =>
        marks.Zip(marks.Skip(1)).Any(pair =>
            Math.Abs(axis.Pixel(pair.First.At) - axis.Pixel(pair.Second.At)) < (Labels.Width(pair.First.Label, size) + Labels.Width(pair.Second.Label, size)) / 2 + 3);

    private void Across(Axis axis, Axis crossing, double pixel, string style)
    {
        if (axis.IsX)
        {
            svg.Line(pixel, crossing.From, pixel, crossing.To, style);
        }
        else
        {
            svg.Line(crossing.From, pixel, crossing.To, pixel, style);
        }
    }

    private void Parallel(Axis axis, double at, string style)
    {
        if (axis.IsX)
        {
            svg.Line(axis.From, at, axis.To, at, style);
        }
        else
        {
            svg.Line(at, axis.From, at, axis.To, style);
        }
    }

    private void Tick(Axis axis, double pixel, double at, double length)
    {
        const string Style = "stroke=\"#666\" stroke-width=\"1\"";
        if (axis.IsX)
        {
            svg.Line(pixel, at, pixel, at + length, Style);
        }
        else
        {
            svg.Line(at, pixel, at + length, pixel, Style);
        }
    }
}
