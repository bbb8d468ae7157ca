namespace Plotly.NET;

/// <summary>What a chart has unless UseDefaults is false: 600 by 600 pixels and plotly's own theme.</summary>
internal static class Defaults
{
    private static readonly string[] Colours =
        ["#636efa", "#EF553B", "#00cc96", "#ab63fa", "#FFA15A", "#19d3f3", "#FF6692", "#B6E880", "#FF97FF", "#FECB52"];

    internal static Layout Layout() => new Layout().Set("width", (object)600).Set("height", (object)600).Set("template", (object)Template());

    internal static Config Config() => new Config().Set("responsive", (object)true);

    private static DynamicObj.DynamicObj Template() =>
        Of(("layout", Of(
            ("title", Of(("x", 0.05))),
            ("font", Of(("color", "#2a3f5f"))),
            ("paper_bgcolor", "white"),
            ("plot_bgcolor", "#E5ECF6"),
            ("autotypenumbers", "strict"),
            ("hovermode", "closest"),
            ("hoverlabel", Of(("align", "left"))),
            ("coloraxis", Of(("colorbar", Of(("outlinewidth", 0), ("ticks", ""))))),
            ("colorway", Colours),
            ("xaxis", Axis()),
            ("yaxis", Axis()))));

    private static DynamicObj.DynamicObj Axis() => Of(
        ("title", Of(("standoff", 15))),
        ("ticks", ""),
        ("automargin", true),
        ("zeroline", true),
        ("zerolinecolor", "white"),
        ("zerolinewidth", 2),
        ("gridcolor", "white"),
        ("linecolor", "white"));

    private static DynamicObj.DynamicObj Of(params (string Name, object Value)[] properties)
    {
        DynamicObj.DynamicObj target = new();
        foreach ((string name, object value) in properties)
            target.Put(name, value);
        return target;
    }
}
