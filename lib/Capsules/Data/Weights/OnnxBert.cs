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
    private const ulong FloatType = 1;

    /// <summary>Writes <c>config.json</c> and <c>model.safetensors</c>.</summary>
    /// <exception cref="InvalidDataException">Not such an export.</exception>
    internal static void Convert(string path, string folder)
    {
        var (initializers, nodes) = Read(path);
        using var scope = NewDisposeScope();
        var weights = initializers.Where(i => i.Key.StartsWith("embeddings.", StringComparison.Ordinal) || i.Key.StartsWith("encoder.", StringComparison.Ordinal)).ToDictionary();
        foreach (var product in nodes.Where(node => node.Operation == "MatMul"))
        {
            if (!initializers.TryGetValue(product.Inputs[1], out var transposed)) continue; // attention: no weight
            var bias = nodes.First(node => node.Operation == "Add" && node.Inputs.Contains(product.Outputs[0])).Inputs.First(weights.ContainsKey);
            weights[bias[..^"bias".Length] + "weight"] = transposed.t().contiguous();
        }
        if (!weights.TryGetValue("embeddings.word_embeddings.weight", out var words)) throw new InvalidDataException("it has no embeddings.word_embeddings.weight");
        var width = (int)words.shape[1];
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
            weights.OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => (w.Key, w.Value)));
    }

    private sealed record Node(string Operation, string[] Inputs, string[] Outputs);

    // The numbers of fields are those of onnx.proto: ModelProto, GraphProto, NodeProto, TensorProto.
    private static (Dictionary<string, Tensor> Initializers, List<Node> Nodes) Read(string path)
    {
        var (initializers, nodes) = (new Dictionary<string, Tensor>(), new List<Node>());
        try
        {
            foreach (var graph in Fields(ByteString.CopyFrom(File.ReadAllBytes(path)))[7].Cast<ByteString>().Select(Fields))
            {
                nodes.AddRange(graph[1].Cast<ByteString>().Select(Fields).Select(node => new Node(Texts(node, 4).Single(), Texts(node, 1), Texts(node, 2))));
                foreach (var stored in graph[5].Cast<ByteString>().Select(Fields))
                    if (stored[2].Contains(FloatType)) initializers[Texts(stored, 8).Single()] = Floats(stored);
            }
        }
        catch (Exception damaged) when (damaged is InvalidProtocolBufferException or InvalidCastException or InvalidOperationException)
        {
            throw new InvalidDataException($"it is not ONNX: {damaged.Message}", damaged);
        }
        return (initializers, nodes);
    }

    private static Tensor Floats(ILookup<int, object> stored)
    {
        long[] shape = [.. stored[1].Select(size => checked((long)(ulong)size))];
        var raw = (ByteString)stored[9].Single();
        if (SafetensorsEntry.ByteCount(ScalarType.Float32, shape) != raw.Length)
            throw new InvalidDataException($"tensor '{Texts(stored, 8).Single()}' has {raw.Length} bytes");
        return tensor(MemoryMarshal.Cast<byte, float>(raw.Span).ToArray(), shape);
    }

    private static string[] Texts(ILookup<int, object> message, int field) => [.. message[field].Select(text => ((ByteString)text).ToStringUtf8())];

    // The fields of a message by number: whole numbers, and bytes, which may be texts or messages in turn.
    private static ILookup<int, object> Fields(ByteString message)
    {
        var fields = new List<(int Number, object Value)>();
        var input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            var number = WireFormat.GetTagFieldNumber(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.Varint: fields.Add((number, input.ReadUInt64())); break;
                case WireFormat.WireType.LengthDelimited: fields.Add((number, input.ReadBytes())); break;
                default: input.SkipLastField(); break;
            }
        }
        return fields.ToLookup(field => field.Number, field => field.Value);
    }
}
