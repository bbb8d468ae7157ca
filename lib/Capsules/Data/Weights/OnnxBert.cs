using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Google.Protobuf;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Data;

/// <summary>Turns a BERT that PyTorch exported to ONNX into a Hugging Face folder. Biases, embeddings and norms kept their names there;
/// a dense weight lost its own, is transposed, and is known by the bias that is added to its product.</summary>
internal static class OnnxBert
{
    private const int HeadSize = 32; // MiniLM's; the graph holds it only as shapes

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c>.</summary>
    /// <exception cref="InvalidDataException">Not such an export.</exception>
    internal static void Convert(string path, string folder)
    {
        var (initializers, nodes) = Read(path);
        using DisposeScope scope = NewDisposeScope();
        var weights = initializers.Where(i => i.Key.StartsWith("embeddings.", StringComparison.Ordinal) || i.Key.StartsWith("encoder.", StringComparison.Ordinal))
            .Where(i => i.Value.dtype == ScalarType.Float32).ToDictionary();
        foreach (var product in nodes.Where(node => node.Operation == "MatMul"))
        {
            if (!initializers.TryGetValue(product.Inputs[1], out Tensor? transposed)) continue; // attention: no weight
            string bias = nodes.First(node => node.Operation == "Add" && node.Inputs.Contains(product.Outputs[0])).Inputs.First(weights.ContainsKey);
            weights[bias[..^"bias".Length] + "weight"] = transposed.t().contiguous();
        }
        if (!weights.TryGetValue("embeddings.word_embeddings.weight", out Tensor? words)) throw new InvalidDataException("it has no embeddings.word_embeddings.weight");
        int width = (int)words.shape[1];
        File.WriteAllText(Path.Combine(folder, "config.json"), new JsonObject
        {
            ["model_type"] = "bert",
            ["num_hidden_layers"] = weights.Keys.Count(name => name.EndsWith(".intermediate.dense.bias", StringComparison.Ordinal)),
            ["num_attention_heads"] = width / HeadSize,
            ["hidden_size"] = width,
            ["intermediate_size"] = weights["encoder.layer.0.intermediate.dense.bias"].shape[0],
            ["max_position_embeddings"] = weights["embeddings.position_embeddings.weight"].shape[0],
            ["type_vocab_size"] = weights["embeddings.token_type_embeddings.weight"].shape[0],
            ["vocab_size"] = words.shape[0],
            ["hidden_act"] = "gelu",
            ["layer_norm_eps"] = 1e-12,
        }.ToJsonString());
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"),
            weights.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => SafetensorsTensor.From(w.Key, w.Value)));
    }

    private sealed record Node(string Operation, List<string> Inputs, List<string> Outputs);

    // The numbers of fields are those of onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto.
    private static (Dictionary<string, Tensor> Initializers, List<Node> Nodes) Read(string path)
    {
        var (initializers, nodes) = (new Dictionary<string, Tensor>(), new List<Node>());
        try
        {
            foreach (var graph in Messages(ByteString.CopyFrom(File.ReadAllBytes(path))).Where(field => field.Number == 7))
            {
                foreach (var (number, message) in Messages(graph.Value))
                {
                    if (number == 1) nodes.Add(ReadNode(message));
                    if (number == 5 && ReadTensor(message) is var (name, tensor)) initializers[name] = tensor;
                }
            }
        }
        catch (InvalidProtocolBufferException damaged)
        {
            throw new InvalidDataException($"it is not ONNX: {damaged.Message}", damaged);
        }
        return (initializers, nodes);
    }

    private static Node ReadNode(ByteString message)
    {
        var node = new Node("", [], []);
        foreach (var (number, value) in Messages(message))
        {
            if (number == 1) node.Inputs.Add(value.ToStringUtf8());
            if (number == 2) node.Outputs.Add(value.ToStringUtf8());
            if (number == 4) node = node with { Operation = value.ToStringUtf8() };
        }
        return node;
    }

    // Shape and type are numbers, name and content bytes; null for what is not float.
    private static (string Name, Tensor Value)? ReadTensor(ByteString message)
    {
        var shape = new List<long>();
        var (type, name, raw) = (0UL, "", ByteString.Empty);
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1 when WireFormat.GetTagWireType(tag) == WireFormat.WireType.Varint: shape.Add(input.ReadInt64()); break;
                case 2: type = input.ReadUInt64(); break;
                case 8: name = input.ReadString(); break;
                case 9: raw = input.ReadBytes(); break;
                default: input.SkipLastField(); break;
            }
        }
        const ulong Float = 1;
        if (type != Float) return null;
        if (SafetensorsEntry.ByteCount(ScalarType.Float32, shape) != raw.Length) throw new InvalidDataException($"tensor '{name}' has {raw.Length} bytes");
        return (name, tensor(MemoryMarshal.Cast<byte, float>(raw.Span).ToArray(), [.. shape]));
    }

    private static IEnumerable<(int Number, ByteString Value)> Messages(ByteString message)
    {
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited) yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes());
            else input.SkipLastField();
        }
    }
}
