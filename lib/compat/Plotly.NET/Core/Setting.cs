using Microsoft.FSharp.Core;
using Plotly.NET.CSharp;

namespace Plotly.NET;

/// <summary>Setting of properties: an argument left out sets nothing.</summary>
internal static class Setting
{
    internal static T Set<T>(this T target, string name, object? value)
        where T : DynamicObj.DynamicObj
    {
        if (value is not null)
            target.Put(name, value);
        return target;
    }

    internal static T Set<T, TValue>(this T target, string name, FSharpOption<TValue>? value)
        where T : DynamicObj.DynamicObj =>
        value is null ? target : target.Set(name, (object?)value.Value);

    internal static T Set<T, TValue>(this T target, string name, Optional<TValue> value)
        where T : DynamicObj.DynamicObj =>
        value.IsSome ? target.Set(name, (object?)value.Value) : target;

    /// <summary>One value for all points or one for each; the latter wins where both are given.</summary>
    internal static T Set<T, TValue>(this T target, string name, Optional<TValue> single, Optional<IEnumerable<TValue>> multi)
        where T : DynamicObj.DynamicObj =>
        target.Set(name, single).Set(name, multi);

    /// <summary>All of the other's properties, whose own win; parts that both have are merged in the same way.</summary>
    internal static T Merge<T>(this T target, DynamicObj.DynamicObj other)
        where T : DynamicObj.DynamicObj
    {
        foreach ((string name, object value) in other.Properties)
        {
            if (value is DynamicObj.DynamicObj part && target.Get(name) is DynamicObj.DynamicObj mine)
                mine.Merge(part);
            else
                target.Put(name, value);
        }

        return target;
    }

    internal static bool Is(this Optional<bool> option, bool value) => option.IsSome && option.Value == value;

    internal static FSharpOption<T>? ToOption<T>(this Optional<T> option) =>
        option.IsSome ? FSharpOption<T>.Some(option.Value) : null;
}
