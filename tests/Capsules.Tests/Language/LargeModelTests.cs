using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Capsules.Language;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Loads a GPT-2 in a process of its own and tells the most memory it held.</summary>
internal static class LargeModelChild
{
    internal static void Load(string folder)
    {
        using var network = Gpt2.Load(folder);
        var states = network.HiddenStates(zeros([1, 2], dtype: ScalarType.Int64));
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(FormattableString.Invariant(
            $"{states.Length} {network.parameters().Sum(p => p.numel())} {states[^1][0, 1, 1279].item<float>()} {self.PeakWorkingSet64}"));
    }
}

public sealed class LanguageLargeModelTests
{
    // gpt2-large with six of its 36 layers: what loading adds to the weights does not depend on their number.
    private static readonly TransformerConfig Large = new(Layers: 6, Heads: 20, Width: 1280, Context: 1024, Vocabulary: 50257, Inner: 5120);

    [Fact]
    public void LoadingHoldsTheWeightsOnce()
    {
        using var folder = new TemporaryFolder();
        Gpt2.WriteConfig(Large, folder.Path);
        WriteZeros(folder["model.safetensors"], lastNumber: 2.5f);

        var told = Assert.Single(TestChild.Run(int.MaxValue, nameof(LargeModelChild), folder.Path)).Split(' ');

        // The last number of the last bias, behind weights that are zero: the whole file was read.
        Assert.Equal(["7", "183706880", "2.5"], told[..3]);
        Assert.InRange(long.Parse(told[3]), 734_827_520, 734_827_520 + 600_000_000);
    }

    // .7 GB that are a hole but for the header and one number: such a file takes no room on the disk.
    private static void WriteZeros(string path, float lastNumber)
    {
        long at = 0;
        var header = new JsonObject();
        foreach (var (name, shape) in Parameters())
        {
            var start = at;
            at += shape.Aggregate(4L, (bytes, size) => bytes * size);
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = JsonSerializer.SerializeToNode(shape),
                ["data_offsets"] = new JsonArray(start, at),
            };
        }
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header), number = new byte[8];
        using var file = File.Create(path);
        BinaryPrimitives.WriteInt64LittleEndian(number, json.Length);
        file.Write(number);
        file.Write(json);
        file.SetLength(file.Position + at);
        BinaryPrimitives.WriteSingleLittleEndian(number, lastNumber);
        file.Position = file.Length - 4;
        file.Write(number.AsSpan(0, 4));
    }

    private static IEnumerable<(string Name, long[] Shape)> Parameters()
    {
        long m = Large.Width;
        yield return ("wte.weight", [Large.Vocabulary, m]);
        yield return ("wpe.weight", [Large.Context, m]);
        for (var i = 0; i < Large.Layers; i++)
        {
            foreach (var (name, shape) in new (string, long[])[]
            {
                ("ln_1", [m]), ("attn.c_attn", [m, 3 * m]), ("attn.c_proj", [m, m]), ("ln_2", [m]), ("mlp.c_fc", [m, 4 * m]), ("mlp.c_proj", [4 * m, m]),
            })
            {
                yield return ($"h.{i}.{name}.weight", shape);
                yield return ($"h.{i}.{name}.bias", shape[^1..]);
            }
        }
        yield return ("ln_f.weight", [m]);
        yield return ("ln_f.bias", [m]);
    }
}
