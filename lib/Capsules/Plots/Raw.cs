using System.Dynamic;
using Microsoft.FSharp.Core;
using Plotly.NET.CSharp;

namespace Capsules.Plots;

/// <summary>Short ways to fill Plotly.NET's optional arguments and open properties.</summary>
internal static class Raw
{
    /// <summary>Sets a property by plotly.js's own name, where Plotly.NET's C# layer has no argument for it.</summary>
    /// <remarks>Every Plotly.NET object is a <see cref="DynamicObject"/>, so this is what <c>((dynamic)part).name = value</c> does.</remarks>
    public static T With<T>(this T part, string name, object value)
        where T : DynamicObject
    {
        part.TrySetMember(new Setter(name), value);
        return part;
    }

    /// <summary>A list as an optional argument: a value of an interface type does not convert by itself.</summary>
    public static Optional<IEnumerable<T>> Some<T>(IEnumerable<T> values) => new(values, true);

    /// <summary>A list as an optional argument of the F# layer.</summary>
    public static FSharpOption<IEnumerable<T>> List<T>(IEnumerable<T> values) => FSharpOption<IEnumerable<T>>.Some(values);

    private sealed class Setter(string name) : SetMemberBinder(name, ignoreCase: false)
    {
        public override DynamicMetaObject FallbackSetMember(
            DynamicMetaObject target, DynamicMetaObject value, DynamicMetaObject? errorSuggestion) =>
            throw new InvalidOperationException($"The property {Name} cannot be set.");
    }
}
