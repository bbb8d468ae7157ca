using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>A text at a place of the chart, with or without an arrow.</summary>
public sealed class Annotation : DynamicObj.DynamicObj
{
    public static Annotation init<a, b, c, d, e, f, g, h, i, j>(
        FSharpOption<a>? X = null, FSharpOption<b>? Y = null, FSharpOption<StyleParam.AnnotationAlignment>? Align = null,
        FSharpOption<Color>? ArrowColor = null, FSharpOption<StyleParam.ArrowHead>? ArrowHead = null,
        FSharpOption<StyleParam.ArrowSide>? ArrowSide = null, FSharpOption<double>? ArrowSize = null, FSharpOption<c>? AX = null,
        FSharpOption<d>? AXRef = null, FSharpOption<e>? AY = null, FSharpOption<f>? AYRef = null,
        FSharpOption<Color>? BGColor = null, FSharpOption<Color>? BorderColor = null, FSharpOption<int>? BorderPad = null,
        FSharpOption<int>? BorderWidth = null, FSharpOption<bool>? CaptureEvents = null,
        FSharpOption<StyleParam.ClickToShow>? ClickToShow = null, FSharpOption<Font>? Font = null,
        FSharpOption<int>? Height = null, FSharpOption<Hoverlabel>? HoverLabel = null, FSharpOption<string>? HoverText = null,
        FSharpOption<string>? Name = null, FSharpOption<double>? Opacity = null, FSharpOption<bool>? ShowArrow = null,
        FSharpOption<int>? StandOff = null, FSharpOption<int>? StartArrowHead = null, FSharpOption<double>? StartArrowSize = null,
        FSharpOption<int>? StartStandOff = null, FSharpOption<string>? TemplateItemName = null, FSharpOption<string>? Text = null,
        FSharpOption<double>? TextAngle = null, FSharpOption<StyleParam.VerticalAlign>? VAlign = null,
        FSharpOption<bool>? Visible = null, FSharpOption<int>? Width = null,
        FSharpOption<StyleParam.XAnchorPosition>? XAnchor = null, FSharpOption<g>? XClick = null, FSharpOption<h>? XRef = null,
        FSharpOption<int>? XShift = null, FSharpOption<StyleParam.YAnchorPosition>? YAnchor = null, FSharpOption<i>? YClick = null,
        FSharpOption<j>? YRef = null, FSharpOption<int>? YShift = null)
        where a : IConvertible
        where b : IConvertible
        where c : IConvertible
        where d : IConvertible
        where e : IConvertible
        where f : IConvertible
        where g : IConvertible
        where h : IConvertible
        where i : IConvertible
        where j : IConvertible =>
        new Annotation()
            .Set("x", X).Set("y", Y).Set("align", Align).Set("arrowcolor", ArrowColor).Set("arrowhead", ArrowHead)
            .Set("arrowside", ArrowSide).Set("arrowsize", ArrowSize).Set("ax", AX).Set("axref", AXRef).Set("ay", AY)
            .Set("ayref", AYRef).Set("bgcolor", BGColor).Set("bordercolor", BorderColor).Set("borderpad", BorderPad)
            .Set("borderwidth", BorderWidth).Set("captureevents", CaptureEvents).Set("clicktoshow", ClickToShow).Set("font", Font)
            .Set("height", Height).Set("hoverlabel", HoverLabel).Set("hovertext", HoverText).Set("name", Name)
            .Set("opacity", Opacity).Set("showarrow", ShowArrow).Set("standoff", StandOff).Set("startarrowhead", StartArrowHead)
            .Set("startarrowsize", StartArrowSize).Set("startstandoff", StartStandOff).Set("templateitemname", TemplateItemName)
            .Set("text", Text).Set("textangle", TextAngle).Set("valign", VAlign).Set("visible", Visible).Set("width", Width)
            .Set("xanchor", XAnchor).Set("xclick", XClick).Set("xref", XRef).Set("xshift", XShift).Set("yanchor", YAnchor)
            .Set("yclick", YClick).Set("yref", YRef).Set("yshift", YShift);
}
