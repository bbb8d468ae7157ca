using System.Diagnostics.CodeAnalysis;

namespace Capsules.Live;

/// <summary>The values computed last: going back to a state, or comparing with one, computes nothing again.</summary>
internal sealed class LastFew<TKey, TValue>(int most)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock gate = new();
    private readonly Queue<TKey> order = [];
    private readonly Dictionary<TKey, TValue> values = [];

    internal bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        lock (gate) return values.TryGetValue(key, out value);
    }

    internal TValue Keep(TKey key, TValue value)
    {
        lock (gate)
        {
            if (!values.ContainsKey(key)) order.Enqueue(key);
            values[key] = value;
            if (order.Count > most) values.Remove(order.Dequeue());
        }

        return value;
    }
}
