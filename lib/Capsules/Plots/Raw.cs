using Plotly.NET.CSharp;

namespace Capsules.Plots;

/// <summary>Short ways to fill Plotly.NET's optional arguments and open properties.</summary>
internal static class Raw
{
    /// <summary>Sets a property by plotly.js's own name, where Plotly.NET's C# layer has no argument for it.</summary>
    public static T With<T>(this T part, string name, object value)
        where T : DynamicObj.DynamicObj
    {
        part.SetProperty(name, value);
        return part;
    }

    /// <summary>A list as an optional argument: a value of an interface type does not convert by itself.</summary>
    public static Optional<IEnumerable<T>> Some<T>(IEnumerable<T> values) => new(values, true);
}
