using System.Text.Json.Nodes;

namespace Capsules.Kernel.Protocol;

/// <summary>A verified message from a front end.</summary>
/// <param name="Identities">The frames before the delimiter: where a reply goes.</param>
/// <param name="RawHeader">The header's bytes as they came: every answer carries them as its parent header.</param>
/// <param name="Type">The header's <c>msg_type</c>.</param>
/// <param name="ParentId">The parent header's <c>msg_id</c>, or null.</param>
/// <param name="Content">The content; whether its fields are there and of the right type, their reader must check.</param>
internal sealed record JupyterMessage(IReadOnlyList<byte[]> Identities, byte[] RawHeader, string Type, string? ParentId, JsonObject Content)
{
    internal string Text(string name, string absent = "") => Get(name, absent);

    internal bool Flag(string name, bool absent) => Get(name, absent);

    internal int Number(string name, int absent) => Get(name, absent);

    private T Get<T>(string name, T absent) => Content[name] switch
    {
        null => absent,
        JsonValue value when value.TryGetValue<T>(out var got) => got,
        _ => throw new InvalidDataException($"Field '{name}' of {Type} must be a {typeof(T).Name}."),
    };
}
