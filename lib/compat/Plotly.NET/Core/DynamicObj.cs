namespace DynamicObj;

/// <summary>Properties by name: what every part of a chart is, down to the JSON that plotly.js reads.</summary>
public class DynamicObj
{
    internal DynamicObj()
    {
    }

    // Kept in the order in which they were set, so that the same calls give the same JSON.
    internal List<KeyValuePair<string, object>> Properties { get; } = [];

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
