using System.Buffers.Binary;
using System.Text;
using Capsules.Data;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string path = Path.Combine(Path.GetTempPath(), $"capsules-{Guid.NewGuid():N}.safetensors");

    public void Dispose() => File.Delete(path);

    [Fact]
    public void EveryElementTypeComesBackAsWritten()
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, [
            Stored.From<float>("f32", [1.5f, -2f, 0f, float.NaN], 2, 2),
            Stored.From<double>("f64", [Math.PI], 1),
            Stored.From<Half>("f16", [(Half)0.25, Half.MaxValue], 2),
            Stored.From<long>("i64", [long.MinValue, 7], 2),
            Stored.From<byte>("u8", [0, 255, 3], 3, 1),
            Stored.From<float>("scalar", [42f]),
            Stored.From<float>("empty", [], 0, 5),
        ], new Dictionary<string, string> { ["epoch"] = "3" });

        using var file = SafetensorsFile.Open(path);

        Assert.Equal([1.5f, -2f, 0f, float.NaN], file.Floats("f32"));
        Assert.Equal([2L, 2L], file.Tensors["f32"].Shape);
        Assert.Equal([Math.PI], file.Doubles("f64"));
        Assert.Equal([0.25f, 65504f], file.Floats("f16"));
        Assert.Equal([long.MinValue, 7L], file.Load("i64").data<long>().ToArray());
        Assert.Equal([0.0, 255.0, 3.0], file.Doubles("u8"));
        Assert.Empty(file.Tensors["scalar"].Shape);
        Assert.Equal([42f], file.Floats("scalar"));
        Assert.Equal([0L, 5L], file.Load("empty").shape);
        Assert.Equal("3", file.Metadata["epoch"]);
    }

    [Fact]
    public void BrainFloatsAreTheUpperHalfOfFloats()
    {
        WriteRaw(55, """{"b":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}""", [0x80, 0x3f, 0x20, 0xc0]);
        using var file = SafetensorsFile.Open(path);
        Assert.Equal([1f, -2.5f], file.Floats("b"));
    }

    [Fact]
    public void AFileThatIsReplacedWhileItIsReadKeepsItsOldContentForTheReader()
    {
        SafetensorsWriter.Write(path, [Stored.From<float>("w", [1f], 1)]);
        using var old = SafetensorsFile.Open(path);
        SafetensorsWriter.Write(path, [Stored.From<float>("w", [2f, 3f], 2)]);
        using var now = SafetensorsFile.Open(path);
        Assert.Equal([1f], old.Floats("w"));
        Assert.Equal([2f, 3f], now.Floats("w"));
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + "*"));
    }

    [Theory]
    [InlineData("{}", 4, "belong to none")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "'w' ends at byte 8 of 4")]
    [InlineData("""{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "needs 12 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "needs 8 bytes")]
    [InlineData("""{"w":{"dtype":"F8","shape":[2],"data_offsets":[0,2]}}""", 2, "dtype 'F8'")]
    [InlineData("""{"w":{"dtype":"1","shape":[2],"data_offsets":[0,2]}}""", 2, "dtype '1'")]
    [InlineData("""{"w":{"dtype":"U8","shape":[-2],"data_offsets":[0,2]}}""", 2, "'w': shape must hold integers")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1.5],"data_offsets":[0,2]}}""", 2, "'w': shape")]
    [InlineData("""{"w":{"dtype":"U8","shape":[2]}}""", 2, "'w' has the fields dtype, shape")]
    [InlineData("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2,2]}}""", 2, "3 data_offsets")]
    [InlineData("""{"w":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"stride":1}}""", 2, "fields dtype, shape, data_offsets, stride")]
    [InlineData("""{"w":{"dtype":"F64","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "beyond 64 bits")]
    [InlineData("""{"w":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}""", 2, "'w' twice")]
    [InlineData("""{"v":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"w":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "'w' overlaps 'v'")]
    [InlineData("""{"v":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"w":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}""", 3, "1 bytes before tensor 'w'")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "JSON must be")]
    [InlineData("""{"w":[]}""", 0, "JSON must be")]
    [InlineData("[]", 0, "JSON must be")]
    [InlineData("{} x", 0, "JSON must be")]
    [InlineData("{", 0, "JSON must be")]
    [InlineData("", 0, "JSON must be")]
    public void AMalformedHeaderIsRefusedWithTheFileAndTheReason(string header, int dataLength, string reason)
    {
        WriteRaw((ulong)Encoding.UTF8.GetByteCount(header), header, new byte[dataLength]);
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
        Assert.Contains(path, error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Theory]
    [InlineData(100UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData((ulong)long.MaxValue)]
    public void AHeaderThatClaimsMoreThanTheFileHoldsIsRefused(ulong claimed)
    {
        WriteRaw(claimed, "{}", []);
        var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
        Assert.Contains($"claims {claimed} bytes, the file holds 2", error.Message);
    }

    [Fact]
    public void EveryTruncationOfAGoodFileIsRefused()
    {
        SafetensorsWriter.Write(path, [Stored.From<float>("w", [1f, 2f], 2), Stored.From<byte>("v", [9], 1)]);
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            var error = Assert.Throws<InvalidDataException>(() => SafetensorsFile.Open(path));
            Assert.Contains(path, error.Message);
        }
    }

    [Fact]
    public void AskingForTheWrongNameSaysWhatThereIs()
    {
        SafetensorsWriter.Write(path, [Stored.From<float>("w", [1f, 2f], 2)]);
        using var file = SafetensorsFile.Open(path);
        Assert.Contains("there are 1: w", Assert.Throws<KeyNotFoundException>(() => file.Load("W")).Message);
    }

    [Fact]
    public void ReadingAfterDisposeIsAnErrorNotACrash()
    {
        SafetensorsWriter.Write(path, [Stored.From<float>("w", [1f], 1)]);
        var file = SafetensorsFile.Open(path);
        file.Dispose();
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Load("w"));
    }

    [Fact]
    public void WritingRefusesANameUsedTwice()
    {
        Assert.Contains("'w'", Assert.Throws<ArgumentException>(
            () => SafetensorsWriter.Write(path, [Stored.From<float>("w", [1f], 1), Stored.From<float>("w", [1f], 1)])).Message);
        Assert.False(File.Exists(path));
    }

    private void WriteRaw(ulong length, string header, byte[] data)
    {
        var prefix = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, length);
        File.WriteAllBytes(path, [.. prefix, .. Encoding.UTF8.GetBytes(header), .. data]);
    }
}
