using System.Text.Json;
using System.Text.Json.Nodes;
using Capsules.Data;

namespace Capsules.Language;

/// <summary>The sizes of a GPT-2 (Radford et al. 2019), as <c>config.json</c> of a Hugging Face folder names them.</summary>
/// <param name="Layers">Blocks (<c>n_layer</c>); gpt2-large has 36, hence the paper's 37 layers of embeddings.</param>
/// <param name="Heads">Attention heads per block (<c>n_head</c>); gpt2-large 20.</param>
/// <param name="Width">Embedding size m (<c>n_embd</c>); gpt2-large 1280.</param>
/// <param name="Context">Longest sequence (<c>n_positions</c>); 1024.</param>
/// <param name="Vocabulary">Tokens (<c>vocab_size</c>); 50257.</param>
/// <param name="Inner">Hidden units of a block's perceptron (<c>n_inner</c>); four times the width where absent.</param>
/// <param name="NormEpsilon">Added to the variance in layer normalisation (<c>layer_norm_epsilon</c>).</param>
public sealed record Gpt2Config(
    int Layers, int Heads, int Width, int Context, int Vocabulary, int Inner, double NormEpsilon = 1e-5)
{
    /// <summary>Layers of embeddings a sequence gets: the token and position embedding, and one per block.</summary>
    public int HiddenStates => Layers + 1;

    /// <summary>Reads <c>config.json</c> of a folder.</summary>
    /// <exception cref="FileNotFoundException">No such file.</exception>
    /// <exception cref="InvalidDataException">Not the configuration of a GPT-2 that this code computes; the field is named.</exception>
    public static Gpt2Config Load(string folder)
    {
        string path = Path.Combine(folder, "config.json");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path}: no such file; a GPT-2 folder holds config.json beside its weights", path);
        return Files.ReadJson(path, "a configuration", json => Read(json, path));
    }

    /// <summary>Writes <c>config.json</c> into a folder.</summary>
    public void Save(string folder)
    {
        var json = new JsonObject
        {
            ["model_type"] = "gpt2",
            ["n_layer"] = Layers,
            ["n_head"] = Heads,
            ["n_embd"] = Width,
            ["n_positions"] = Context,
            ["n_ctx"] = Context,
            ["n_inner"] = Inner,
            ["vocab_size"] = Vocabulary,
            ["activation_function"] = "gelu_new",
            ["layer_norm_epsilon"] = NormEpsilon,
        };
        File.WriteAllText(Path.Combine(folder, "config.json"), json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    /// <summary>Checks that the sizes make a network.</summary>
    /// <exception cref="InvalidDataException">A size below 1, or heads that do not divide the width.</exception>
    internal Gpt2Config Check(string source)
    {
        foreach ((string name, int value) in new[]
        {
            ("n_layer", Layers), ("n_head", Heads), ("n_embd", Width), ("n_positions", Context), ("vocab_size", Vocabulary), ("n_inner", Inner),
        })
        {
            if (value < 1)
                throw new InvalidDataException($"{source}: {name} is {value}; it must be at least 1");
        }
        return Width % Heads == 0
            ? this
            : throw new InvalidDataException($"{source}: n_embd {Width} does not divide into n_head {Heads} heads");
    }

    private static Gpt2Config Read(JsonElement json, string path)
    {
        if (Field("model_type") is { } type && type.GetString() != "gpt2")
            throw new InvalidDataException($"{path}: model_type is '{type.GetString()}', not gpt2");
        // The tanh form of GELU; other activations would load and give other numbers.
        if (Field("activation_function") is { } activation && activation.GetString() is not ("gelu_new" or "gelu_pytorch_tanh"))
            throw new InvalidDataException($"{path}: activation_function is '{activation.GetString()}', not gelu_new");
        Refuse("scale_attn_weights", false);
        Refuse("scale_attn_by_inverse_layer_idx", true);
        int width = Size("n_embd");
        return new Gpt2Config(
            Size("n_layer"),
            Size("n_head"),
            width,
            Field("n_positions") is null ? Size("n_ctx") : Size("n_positions"),
            Size("vocab_size"),
            Field("n_inner") is null ? 4 * width : Size("n_inner"),
            Field("layer_norm_epsilon")?.GetDouble() ?? 1e-5).Check(path);

        JsonElement? Field(string name) =>
            json.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

        int Size(string name) => Field(name) is { } value
            ? value.GetInt32()
            : throw new InvalidDataException($"{path}: '{name}' is missing");

        void Refuse(string name, bool setting)
        {
            if (Field(name) is { } value && value.GetBoolean() == setting)
                throw new InvalidDataException($"{path}: {name} {setting} is not GPT-2's published network");
        }
    }
}
