using System.Text.RegularExpressions;
using Capsules.Data;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>Moves GPT-2's weights between a network and a Hugging Face folder, by name.</summary>
public static partial class Gpt2Weights
{
    /// <summary>Fills a network with the weights of a folder.</summary>
    /// <exception cref="FileNotFoundException">The folder has no weights.</exception>
    /// <exception cref="InvalidDataException">A parameter that is missing, unknown, of another shape or of no floating-point type, by name.</exception>
    public static void Load(Gpt2 network, string folder)
    {
        using IWeightSource source = Open(folder);
        var names = new Dictionary<string, string>();
        foreach (string name in source.Tensors.Keys.Where(name => !Ignored().IsMatch(name)))
            names[name.StartsWith("transformer.", StringComparison.Ordinal) ? name["transformer.".Length..] : name] = name;

        using IDisposable noGrad = no_grad();
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            if (!names.Remove(name, out string? stored))
                throw new InvalidDataException($"{folder}: parameter '{name}' [{string.Join(", ", parameter.shape)}] is missing");
            Copy(source, stored, parameter);
        }
        if (names.Count > 0)
            throw new InvalidDataException($"{folder}: {string.Join(", ", names.Values.Take(4))}: no such parameter in a GPT-2 of {network.Config.Layers} layers");
    }

    /// <summary>
    /// Fills a network for training as GPT-2 was (Radford et al. 2019): weights from N(0, 0.02²), those that add to the residual
    /// stream smaller by the root of their number, biases 0, normalisations 1.
    /// </summary>
    public static void Initialise(Gpt2 network, int seed)
    {
        using var random = new Generator((ulong)seed);
        using IDisposable noGrad = no_grad();
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            bool norm = name.Contains("ln_", StringComparison.Ordinal), bias = name.EndsWith(".bias", StringComparison.Ordinal);
            double sd = name.EndsWith("c_proj.weight", StringComparison.Ordinal) ? 0.02 / Math.Sqrt(2 * network.Config.Layers) : 0.02;
            if (norm || bias)
                parameter.fill_(bias ? 0 : 1);
            else
                parameter.normal_(0, sd, random);
        }
    }

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c>; the weights replace older ones atomically.</summary>
    public static void Save(Gpt2 network, string folder)
    {
        Directory.CreateDirectory(folder);
        network.Config.Save(folder);
        using DisposeScope scope = NewDisposeScope();
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), network.named_parameters().Select(p => new SafetensorsTensor(
            p.Item1, TypeOf(p.Item2.dtype), p.Item2.shape, p.Item2.detach().cpu().contiguous().bytes.ToArray())));
    }

    private static IWeightSource Open(string folder)
    {
        if (SafetensorsFolder.IsAt(folder))
            return SafetensorsFolder.Open(folder);
        string checkpoint = Path.Combine(folder, "pytorch_model.bin");
        return File.Exists(checkpoint)
            ? TorchCheckpoint.Open(checkpoint)
            : throw new FileNotFoundException($"{folder}: no weights; expected model.safetensors, its index with shards, or pytorch_model.bin", folder);
    }

    private static void Copy(IWeightSource source, string name, Parameter parameter)
    {
        SafetensorsEntry entry = source.Tensors[name];
        if (!entry.Shape.SequenceEqual(parameter.shape))
            throw new InvalidDataException(
                $"{source.FileOf(name)}: '{name}' is of shape [{string.Join(", ", entry.Shape)}], the configuration asks for [{string.Join(", ", parameter.shape)}]");
        ScalarType type = entry.Type switch
        {
            SafetensorsType.F32 => ScalarType.Float32,
            SafetensorsType.F16 => ScalarType.Float16,
            SafetensorsType.BF16 => ScalarType.BFloat16,
            SafetensorsType.F64 => ScalarType.Float64,
            _ => throw new InvalidDataException($"{source.FileOf(name)}: '{name}' holds {entry.Type}, not floating-point numbers"),
        };
        if (type == parameter.dtype)
        {
            source.Read(name, parameter.bytes);
            return;
        }
        using Tensor stored = empty(parameter.shape, dtype: type);
        source.Read(name, stored.bytes);
        parameter.copy_(stored);
    }

    private static SafetensorsType TypeOf(ScalarType type) => type switch
    {
        ScalarType.Float16 => SafetensorsType.F16,
        ScalarType.BFloat16 => SafetensorsType.BF16,
        ScalarType.Float64 => SafetensorsType.F64,
        _ => SafetensorsType.F32,
    };

    // What Hugging Face's files carry beside the parameters: the causal mask, and the output weights, which are wte again.
    [GeneratedRegex(@"(^|\.)h\.\d+\.attn\.(bias|masked_bias)$|^lm_head\.weight$")]
    private static partial Regex Ignored();
}
