using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>A line, rectangle, circle or path drawn on the chart.</summary>
public sealed class Shape : DynamicObj.DynamicObj
{
    public static Shape init<a, b, c, d>(
        FSharpOption<bool>? Editable = null, FSharpOption<Color>? FillColor = null,
        FSharpOption<StyleParam.FillRule>? FillRule = null, FSharpOption<ShapeLabel>? Label = null,
        FSharpOption<bool>? ShowLegend = null, FSharpOption<StyleParam.SubPlotId>? Legend = null,
        FSharpOption<int>? LegendRank = null, FSharpOption<string>? LegendGroup = null,
        FSharpOption<Title>? LegendGroupTitle = null, FSharpOption<double>? LegendWidth = null,
        FSharpOption<StyleParam.Layer>? Layer = null, FSharpOption<Line>? Line = null, FSharpOption<string>? Name = null,
        FSharpOption<double>? Opacity = null, FSharpOption<string>? Path = null, FSharpOption<string>? TemplateItemName = null,
        FSharpOption<StyleParam.ShapeType>? ShapeType = null, FSharpOption<bool>? Visible = null, FSharpOption<a>? X0 = null,
        FSharpOption<b>? X1 = null, FSharpOption<StyleParam.LinearAxisId>? XAnchor = null, FSharpOption<string>? Xref = null,
        FSharpOption<StyleParam.ShapeSizeMode>? XSizeMode = null, FSharpOption<c>? Y0 = null, FSharpOption<d>? Y1 = null,
        FSharpOption<StyleParam.LinearAxisId>? YAnchor = null, FSharpOption<string>? Yref = null,
        FSharpOption<StyleParam.ShapeSizeMode>? YSizeMode = null)
        where a : IConvertible where b : IConvertible where c : IConvertible where d : IConvertible =>
        new Shape()
            .Set("editable", Editable).Set("fillcolor", FillColor).Set("fillrule", FillRule).Set("label", Label)
            .Set("showlegend", ShowLegend).Set("legend", Legend).Set("legendrank", LegendRank).Set("legendgroup", LegendGroup)
            .Set("legendgrouptitle", LegendGroupTitle).Set("legendwidth", LegendWidth).Set("layer", Layer).Set("line", Line)
            .Set("name", Name).Set("opacity", Opacity).Set("path", Path).Set("templateitemname", TemplateItemName)
            .Set("type", ShapeType).Set("visible", Visible).Set("x0", X0).Set("x1", X1).Set("xanchor", XAnchor).Set("xref", Xref)
            .Set("xsizemode", XSizeMode).Set("y0", Y0).Set("y1", Y1).Set("yanchor", YAnchor).Set("yref", Yref)
            .Set("ysizemode", YSizeMode);
}
