using Microsoft.FSharp.Core;

namespace Plotly.NET.LayoutObjects;

/// <summary>One step of a slider: what it is called and what it changes.</summary>
public sealed class SliderStep : DynamicObj.DynamicObj
{
    public static SliderStep init(
        FSharpOption<IEnumerable<Tuple<string, object>>>? Args, FSharpOption<bool>? Execute, FSharpOption<string>? Label,
        FSharpOption<StyleParam.Method>? Method, FSharpOption<string>? Name, FSharpOption<string>? TemplateItemName,
        FSharpOption<string>? Value, FSharpOption<bool>? Visible) =>
        new SliderStep()
            .Set("args", Args is null ? null : (object)Args.Value.Select(One).ToArray()).Set("execute", Execute).Set("label", Label)
            .Set("method", Method).Set("name", Name).Set("templateitemname", TemplateItemName).Set("value", Value)
            .Set("visible", Visible);

    // plotly.js takes a list of objects, each with one property.
    private static DynamicObj.DynamicObj One(Tuple<string, object> argument) =>
        new DynamicObj.DynamicObj().Set(argument.Item1, argument.Item2);
}
