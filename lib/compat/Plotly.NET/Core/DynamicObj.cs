using System.Dynamic;

namespace DynamicObj;

/// <summary>Properties by name: what every part of a chart is, down to the JSON that plotly.js reads.</summary>
public class DynamicObj : DynamicObject
{
    internal DynamicObj()
    {
    }

    // Kept in the order in which they were set, so that the same calls give the same JSON.
    internal List<KeyValuePair<string, object>> Properties { get; } = [];

    /// <inheritdoc/>
    public override bool TryGetMember(GetMemberBinder binder, out object? result) =>
        (result = Get(binder.Name)) is not null;

    /// <inheritdoc/>
    public override bool TrySetMember(SetMemberBinder binder, object? value)
    {
        if (value is null)
            Remove(binder.Name);
        else
            Put(binder.Name, value);
        return true;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> GetDynamicMemberNames() => Properties.Select(property => property.Key);

    internal object? Get(string name) =>
        Properties.Find(property => property.Key == name).Value;

    internal void Put(string name, object value)
    {
        int at = Properties.FindIndex(property => property.Key == name);
        if (at < 0)
            Properties.Add(new(name, value));
        else
            Properties[at] = new(name, value);
    }

    internal void Remove(string name) => Properties.RemoveAll(property => property.Key == name);
}
