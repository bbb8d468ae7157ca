using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;
using Plotly.NET.TraceObjects;

namespace Plotly.NET;

public static partial class GenericChartExtensions
{
    /// <summary>Merges an x axis into the chart's, the first unless <paramref name="Id"/> names another.</summary>
    public static GenericChart WithXAxis(
        this GenericChart @this, LinearAxis xAxis, FSharpOption<StyleParam.SubPlotId>? Id = null)
    {
        @this.AxisStyle(Id is null ? StyleParam.SubPlotId.NewXAxis(1) : Id.Value).Merge(xAxis);
        return @this;
    }

    /// <summary>Sets the style of an x axis, the first unless <paramref name="Id"/> names another.</summary>
    public static GenericChart WithXAxisStyle(
        this GenericChart @this, Title title, FSharpOption<Tuple<IConvertible, IConvertible>>? MinMax = null,
        FSharpOption<bool>? ShowGrid = null, FSharpOption<bool>? ShowLine = null, FSharpOption<StyleParam.Side>? Side = null,
        FSharpOption<StyleParam.LinearAxisId>? Overlaying = null, FSharpOption<StyleParam.SubPlotId>? Id = null,
        FSharpOption<Tuple<IConvertible, IConvertible>>? Domain = null, FSharpOption<double>? Position = null,
        FSharpOption<bool>? ZeroLine = null, FSharpOption<StyleParam.LinearAxisId>? Anchor = null)
    {
        @this.AxisStyle(Id is null ? StyleParam.SubPlotId.NewXAxis(1) : Id.Value)
            .Set("title", (object)title).Set("range", MinMax).Set("showgrid", ShowGrid).Set("showline", ShowLine).Set("side", Side)
            .Set("overlaying", Overlaying).Set("domain", Domain).Set("position", Position).Set("zeroline", ZeroLine)
            .Set("anchor", Anchor);
        return @this;
    }

    /// <summary>Merges a y axis into the chart's, the first unless <paramref name="Id"/> names another.</summary>
    public static GenericChart WithYAxis(
        this GenericChart @this, LinearAxis yAxis, FSharpOption<StyleParam.SubPlotId>? Id = null)
    {
        @this.AxisStyle(Id is null ? StyleParam.SubPlotId.NewYAxis(1) : Id.Value).Merge(yAxis);
        return @this;
    }

    /// <summary>Sets the style of a y axis, the first unless <paramref name="Id"/> names another.</summary>
    public static GenericChart WithYAxisStyle(
        this GenericChart @this, Title title, FSharpOption<Tuple<IConvertible, IConvertible>>? MinMax = null,
        FSharpOption<bool>? ShowGrid = null, FSharpOption<bool>? ShowLine = null, FSharpOption<StyleParam.Side>? Side = null,
        FSharpOption<StyleParam.LinearAxisId>? Overlaying = null, FSharpOption<StyleParam.SubPlotId>? Id = null,
        FSharpOption<Tuple<IConvertible, IConvertible>>? Domain = null, FSharpOption<double>? Position = null,
        FSharpOption<bool>? ZeroLine = null, FSharpOption<StyleParam.LinearAxisId>? Anchor = null)
    {
        @this.AxisStyle(Id is null ? StyleParam.SubPlotId.NewYAxis(1) : Id.Value)
            .Set("title", (object)title).Set("range", MinMax).Set("showgrid", ShowGrid).Set("showline", ShowLine).Set("side", Side)
            .Set("overlaying", Overlaying).Set("domain", Domain).Set("position", Position).Set("zeroline", ZeroLine)
            .Set("anchor", Anchor);
        return @this;
    }

    /// <summary>Sets error bars along x.</summary>
    public static GenericChart WithXErrorStyle<m, n>(
        this GenericChart @this, FSharpOption<IEnumerable<m>>? Array = null, FSharpOption<IEnumerable<n>>? Arrayminus = null,
        FSharpOption<bool>? Symmetric = null, FSharpOption<Color>? Color = null, FSharpOption<double>? Thickness = null,
        FSharpOption<double>? Width = null)
        where m : IConvertible
        where n : IConvertible =>
        @this.EachTrace("error_x", new Error()
            .Set("array", Array).Set("arrayminus", Arrayminus).Set("symmetric", Symmetric).Set("color", Color)
            .Set("thickness", Thickness).Set("width", Width));

    /// <summary>Sets error bars along y.</summary>
    public static GenericChart WithYErrorStyle<k, l>(
        this GenericChart @this, FSharpOption<IEnumerable<k>>? Array = null, FSharpOption<IEnumerable<l>>? Arrayminus = null,
        FSharpOption<bool>? Symmetric = null, FSharpOption<Color>? Color = null, FSharpOption<double>? Thickness = null,
        FSharpOption<double>? Width = null)
        where k : IConvertible
        where l : IConvertible =>
        @this.EachTrace("error_y", new Error()
            .Set("array", Array).Set("arrayminus", Arrayminus).Set("symmetric", Symmetric).Set("color", Color)
            .Set("thickness", Thickness).Set("width", Width));
}
