using System.IO.Compression;
using System.Text;
using Capsules.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class TorchCheckpointTests
{
    private static string Sample => TestData.Fixture(Path.Combine("torch-checkpoint", "state.bin"));

    [Fact]
    public void TensorsOfEveryKindAreReadViewsAndParametersIncluded()
    {
        using var checkpoint = TorchCheckpoint.Open(Sample);
        Assert.Equal(["a", "b", "c", "d", "p"], checkpoint.Tensors.Keys.Order());
        Assert.Equal([2L, 3L], checkpoint.Tensors["a"].Shape);
        Assert.Equal([3L, 2L], checkpoint.Tensors["b"].Shape);
        Assert.Equal([0, 1, 2, 3, 4, 5], Read<float>(checkpoint, "a"));
        Assert.Equal([0, 3, 1, 4, 2, 5], Read<float>(checkpoint, "b"));
        Assert.Equal([(Half)1.5, (Half)(-2)], Read<Half>(checkpoint, "c"));
        Assert.Equal([7L], Read<long>(checkpoint, "d"));
        Assert.Empty(checkpoint.Tensors["d"].Shape);
        Assert.Equal([4, 5], Read<float>(checkpoint, "p"));
    }

    [Fact]
    public void EveryTruncationIsRefusedWithTheFile()
    {
        var whole = File.ReadAllBytes(Sample);
        var path = Path.GetTempFileName();
        for (var length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.StartsWith(path, Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(path).Dispose()).Message);
        }
        File.Delete(path);
    }

    [Theory]
    [InlineData("cos\nsystem\n(X\u0002\0\0\0lstR.", "os.system")]
    [InlineData("c__builtin__\neval\n(X\u0002\0\0\01+tR.", "not a")]
    [InlineData("ctorch\nFloatStorage\n(tR.", "a storage outside the checkpoint")]
    [InlineData("]q\0.", "holds no dictionary")]
    [InlineData("}q\0", "not a complete checkpoint")]
    [InlineData("X\u00ff\u00ff\u00ff\u007f.", "not a complete checkpoint")]
    [InlineData("R.", "not a complete checkpoint")]
    [InlineData("i", "not a complete checkpoint")]
    [InlineData("h\u0005.", "not a complete checkpoint")]
    public void APickleThatDoesMoreOrLessThanTensorsIsRefused(string pickle, string reason)
    {
        var path = Path.GetTempFileName();
        File.Delete(path);
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var entry = zip.CreateEntry("x/data.pkl").Open())
            entry.Write(Encoding.Latin1.GetBytes(pickle));
        var message = Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(path).Dispose()).Message;
        Assert.StartsWith(path, message);
        Assert.Contains(reason, message);
        File.Delete(path);
    }

    [Fact]
    public void AViewBeyondItsStorageIsRefusedByName()
    {
        // The shape (3, 2) of tensor b, pickled as 'K\x03K\x02', becomes (9, 2).
        var path = Path.GetTempFileName();
        var bytes = File.ReadAllBytes(Sample);
        var at = bytes.AsSpan().IndexOf("K\u0003K\u0002\u0086"u8[..4]);
        Assert.True(at > 0);
        bytes[at + 1] = 9;
        File.WriteAllBytes(path, bytes);
        Assert.Contains("'b' of shape [9, 2] reaches beyond", Assert.Throws<InvalidDataException>(() => TorchCheckpoint.Open(path).Dispose()).Message);
        File.Delete(path);
    }

    [ReleasedWeightsFact]
    public void TheReleasedCheckpointsOfTheOldFormatHoldTheNumbersOfTheirSafetensors()
    {
        foreach (var model in new[] { "SST5R", "SST2R", "smallNORB" })
        {
            using var checkpoint = TorchCheckpoint.Open(Path.Combine(TestData.ReleasedWeights!, model + "_pretrained_model_state_dict.pt"));
            using var safe = SafetensorsFile.Open(Path.Combine(TestData.ReleasedWeights!, model + ".safetensors"));
            Assert.Equal(safe.Tensors.Keys.Order(), checkpoint.Tensors.Keys.Order());
            foreach (var name in safe.Tensors.Keys)
            {
                using var scope = NewDisposeScope();
                Assert.Equal(safe.Load(name).bytes.ToArray(), checkpoint.Load(name).bytes.ToArray());
            }
        }
    }

    private static T[] Read<T>(TorchCheckpoint checkpoint, string name)
        where T : unmanaged
    {
        using var tensor = checkpoint.Load(name);
        return tensor.data<T>().ToArray();
    }
}
