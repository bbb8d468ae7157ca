using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>How subplots are laid out.</summary>
public sealed class LayoutGrid : DynamicObj.DynamicObj
{
    public static LayoutGrid init(
        FSharpOption<int>? Rows = null, FSharpOption<int>? Columns = null,
        FSharpOption<Tuple<StyleParam.LinearAxisId, StyleParam.LinearAxisId>[][]>? SubPlots = null,
        FSharpOption<StyleParam.LinearAxisId[]>? XAxes = null, FSharpOption<StyleParam.LinearAxisId[]>? YAxes = null,
        FSharpOption<StyleParam.LayoutGridRowOrder>? RowOrder = null, FSharpOption<StyleParam.LayoutGridPattern>? Pattern = null,
        FSharpOption<double>? XGap = null, FSharpOption<double>? YGap = null, FSharpOption<Domain>? Domain = null,
        FSharpOption<StyleParam.LayoutGridXSide>? XSide = null, FSharpOption<StyleParam.LayoutGridYSide>? YSide = null) =>
        new LayoutGrid()
            .Set("rows", Rows).Set("columns", Columns).Set("subplots", SubPlots).Set("xaxes", XAxes).Set("yaxes", YAxes)
            .Set("roworder", RowOrder).Set("pattern", Pattern).Set("xgap", XGap).Set("ygap", YGap).Set("domain", Domain)
            .Set("xside", XSide).Set("yside", YSide);
}
