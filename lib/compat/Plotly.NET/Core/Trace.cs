using Microsoft.FSharp.Core;

namespace Plotly.NET;

/// <summary>One series of a chart.</summary>
public class Trace : DynamicObj.DynamicObj
{
    public Trace(string traceTypeName) => type = traceTypeName;

    /// <summary>What plotly.js draws: <c>scatter</c>, <c>bar</c>, …</summary>
    public string type
    {
        get => (string)Get("type")!;
        set => Put("type", value);
    }

    /// <summary>A function that gives a trace the layout's colour axis of this number.</summary>
    public static FSharpFunc<h, h> setColorAxisAnchor<h>(int colorAxisId)
        where h : Trace =>
        FuncConvert.FromFunc<h, h>(trace => trace.Set("coloraxis", StyleParam.SubPlotId.NewColorAxis(colorAxisId)));
}

/// <summary>A series drawn in the plane.</summary>
public sealed class Trace2D : Trace
{
    public Trace2D(string traceTypeName)
        : base(traceTypeName)
    {
    }
}
