using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>A slider whose steps change the chart.</summary>
public sealed class Slider : DynamicObj.DynamicObj
{
    public static Slider init(
        FSharpOption<int>? Active, FSharpOption<Color>? ActiveBgColor, FSharpOption<Color>? BgColor, FSharpOption<Color>? BorderColor,
        FSharpOption<int>? BorderWidth, FSharpOption<SliderCurrentValue>? CurrentValue, FSharpOption<Font>? Font,
        FSharpOption<double>? Len, FSharpOption<StyleParam.UnitMode>? LenMode, FSharpOption<int>? MinorTickLen,
        FSharpOption<string>? Name, FSharpOption<Padding>? Padding, FSharpOption<IEnumerable<SliderStep>>? Steps,
        FSharpOption<string>? TemplateItemName, FSharpOption<Color>? TickColor, FSharpOption<int>? TickLen,
        FSharpOption<int>? TickWidth, FSharpOption<Transition>? Transition, FSharpOption<bool>? Visible, FSharpOption<int>? X,
        FSharpOption<StyleParam.XAnchorPosition>? XAnchor, FSharpOption<int>? Y, FSharpOption<StyleParam.YAnchorPosition>? YAnchor) =>
        new Slider()
            .Set("active", Active).Set("activebgcolor", ActiveBgColor).Set("bgcolor", BgColor).Set("bordercolor", BorderColor)
            .Set("borderwidth", BorderWidth).Set("currentvalue", CurrentValue).Set("font", Font).Set("len", Len)
            .Set("lenmode", LenMode).Set("minorticklen", MinorTickLen).Set("name", Name).Set("pad", Padding).Set("steps", Steps)
            .Set("templateitemname", TemplateItemName).Set("tickcolor", TickColor).Set("ticklen", TickLen)
            .Set("tickwidth", TickWidth).Set("transition", Transition).Set("visible", Visible).Set("x", X).Set("xanchor", XAnchor)
            .Set("y", Y).Set("yanchor", YAnchor);
}
