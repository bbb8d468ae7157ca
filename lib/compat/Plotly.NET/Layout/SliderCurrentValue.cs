using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>How a slider shows the step it stands on.</summary>
public sealed class SliderCurrentValue : DynamicObj.DynamicObj
{
    public static SliderCurrentValue init(
        FSharpOption<Font>? Font, FSharpOption<int>? Offset, FSharpOption<string>? Prefix, FSharpOption<string>? Suffix,
        FSharpOption<bool>? Visible, FSharpOption<StyleParam.XAnchorPosition>? XAnchor) =>
        new SliderCurrentValue()
            .Set("font", Font).Set("offset", Offset).Set("prefix", Prefix).Set("suffix", Suffix).Set("visible", Visible)
            .Set("xanchor", XAnchor);
}
