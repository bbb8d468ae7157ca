namespace Plotly.NET.TraceObjects;

/// <summary>The hatching of a bar; set by the pattern arguments of the bar charts.</summary>
public sealed class Pattern : DynamicObj.DynamicObj
{
    internal Pattern()
    {
    }
}
