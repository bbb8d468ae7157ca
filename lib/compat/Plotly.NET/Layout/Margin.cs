namespace Plotly.NET.LayoutObjects;

/// <summary>The space around the plot, in pixels; set by WithMarginSize.</summary>
public sealed class Margin : DynamicObj.DynamicObj
{
    internal Margin()
    {
    }
}
