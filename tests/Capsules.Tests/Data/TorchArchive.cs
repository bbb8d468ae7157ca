using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Writes tensors as <c>torch.save(model.state_dict())</c> does in its zip format.</summary>
internal static class TorchArchive
{
    internal static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        using var pickle = new MemoryStream();
        Op("\u0080\u0002}");
        var key = 0;
        foreach (var (name, value) in tensors)
        {
            int[] shape = [.. value.shape.Select(size => (int)size)];
            var count = shape.Aggregate(1, (product, size) => product * size);
            Text(name);
            Op("ctorch._utils\n_rebuild_tensor_v2\n((");
            Text("storage");
            Op($"ctorch\n{StorageOf(value.dtype)}\n");
            Text($"{key}");
            Text("cpu");
            Number(count);
            Op("tQ");
            Number(0);
            Tuple(shape);
            Tuple([.. shape.Select((_, i) => shape[(i + 1)..].Aggregate(1, (product, size) => product * size))]);
            Op("\u0089}tRs");
            Entry($"data/{key++}", value.contiguous().bytes);
        }
        Op(".");
        Entry("data.pkl", pickle.ToArray());

        void Op(string codes) => pickle.Write(Encoding.Latin1.GetBytes(codes));

        void Text(string text)
        {
            Op("X");
            Int(Encoding.UTF8.GetByteCount(text));
            pickle.Write(Encoding.UTF8.GetBytes(text));
        }

        void Number(int number)
        {
            Op("J");
            Int(number);
        }

        void Tuple(int[] numbers)
        {
            Op("(");
            foreach (var number in numbers) Number(number);
            Op("t");
        }

        void Int(int number)
        {
            Span<byte> bytes = stackalloc byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
            pickle.Write(bytes);
        }

        void Entry(string name, ReadOnlySpan<byte> bytes)
        {
            using var entry = zip.CreateEntry("archive/" + name, CompressionLevel.NoCompression).Open();
            entry.Write(bytes);
        }
    }

    private static string StorageOf(ScalarType type) => type switch
    {
        ScalarType.Float32 => "FloatStorage",
        ScalarType.Float16 => "HalfStorage",
        ScalarType.BFloat16 => "BFloat16Storage",
        ScalarType.Byte => "ByteStorage",
        _ => throw new ArgumentException($"no storage for {type}", nameof(type)),
    };
}
