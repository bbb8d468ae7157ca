using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

/// <summary>What the extensions of both namespaces share; the chart given is changed, as in the package.</summary>
internal static class Parts
{
    internal static GenericChart Part(this GenericChart chart, string name, DynamicObj.DynamicObj part)
    {
        chart.Layout.Merge(new DynamicObj.DynamicObj().Set(name, (object)part));
        return chart;
    }

    internal static GenericChart Replace(this GenericChart chart, string name, DynamicObj.DynamicObj part)
    {
        chart.Layout.Put(name, part);
        return chart;
    }

    internal static LinearAxis AxisStyle(this GenericChart chart, StyleParam.SubPlotId id)
    {
        if (chart.Layout.Get(id.ToString()) is not LinearAxis axis)
            chart.Layout.Put(id.ToString(), axis = new LinearAxis());
        return axis;
    }

    internal static LinearAxis Title(
        this LinearAxis axis, FSharpOption<string>? text, FSharpOption<Font>? font, FSharpOption<int>? standoff)
    {
        if (text is not null || font is not null || standoff is not null)
            axis.Put("title", new Title().Set("text", text).Set("font", font).Set("standoff", standoff));
        return axis;
    }

    internal static GenericChart EachTrace(this GenericChart chart, string name, DynamicObj.DynamicObj part)
    {
        foreach (Trace trace in chart.Traces)
            trace.Merge(new DynamicObj.DynamicObj().Set(name, (object)part));
        return chart;
    }

    internal static GenericChart Listed<T>(this GenericChart chart, string name, IEnumerable<T> items, bool append)
        where T : class
    {
        IEnumerable<object> before = append && chart.Layout.Get(name) is IEnumerable<object> there ? there : [];
        chart.Layout.Put(name, before.Concat(items).ToArray());
        return chart;
    }

    internal static GenericChart TraceInfo(
        this GenericChart chart, FSharpOption<string>? name, FSharpOption<StyleParam.Visible>? visible, FSharpOption<bool>? showLegend,
        FSharpOption<int>? legendRank, FSharpOption<string>? legendGroup, FSharpOption<Title>? legendGroupTitle)
    {
        for (int i = 0; i < chart.Traces.Count; i++)
        {
            string? text = name is null || chart.Traces.Count == 1 ? name?.Value : $"{name.Value}_{i}";
            chart.Traces[i].Set("name", (object?)text).Set("visible", visible).Set("showlegend", showLegend).Set("legendrank", legendRank)
                .Set("legendgroup", legendGroup).Set("legendgrouptitle", legendGroupTitle);
        }

        return chart;
    }
}
