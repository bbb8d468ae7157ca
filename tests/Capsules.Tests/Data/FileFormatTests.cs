using System.Text;
using Capsules.Data;
using Capsules.Language;

namespace Capsules.Tests;

/// <summary>What git and editors do to files: a pointer in place of the content, a byte order mark before it.</summary>
public sealed class FileFormatTests : IDisposable
{
    private const string Pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 12\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string> Readers { get; } = [.. Read.Keys];

    private static Dictionary<string, Action<string>> Read => new()
    {
        ["model.safetensors"] = path => SafetensorsFile.Open(path).Dispose(),
        ["state.pt"] = path => TorchCheckpoint.Open(path).Dispose(),
        ["config.json"] = path => Gpt2.ReadConfig(Path.GetDirectoryName(path)!),
        ["test.mat"] = path => AffNist.Load(folder: Path.GetDirectoryName(path)),
        ["test_batch.bin"] = path => Cifar10.Load(Split.Test, folder: Path.GetDirectoryName(path)),
        ["train-images-idx3-ubyte"] = path => Mnist.Load(folder: Path.GetDirectoryName(path)),
        ["vocab.txt"] = path => WordPieceTokenizer.Load(Path.GetDirectoryName(path)!),
        ["train.txt"] = path => SentimentTree.ReadFile(path),
    };

    [Theory]
    [MemberData(nameof(Readers))]
    public void GitLfsPointerInPlaceOfAFileIsRefusedByName(string name)
    {
        DataFiles.WriteMnist(folder.Path, 1);
        File.WriteAllText(folder[name], Pointer);
        var message = Assert.Throws<InvalidDataException>(() => Read[name](folder[name])).Message;
        Assert.StartsWith(folder[name], message);
        Assert.Contains("a Git LFS pointer", message);
    }

    [Fact]
    public void ByteOrderMarkBeforeTextIsSkipped()
    {
        var trees = SentimentTree.ReadFile(Marked("train.txt", "(2 (2 a) (3 b))\n"));
        Assert.Equal(["a b"], trees.Select(tree => tree.Text()));
        Marked("config.json", File.ReadAllText(TestData.Fixture("gpt2-tiny/config.json")));
        Assert.Equal(Gpt2.ReadConfig(TestData.Fixture("gpt2-tiny")), Gpt2.ReadConfig(folder.Path));
        BpeTrainer.Train(["ab ab"], 300).Save(folder.Path);
        string[] tokens = [.. Gpt2Tokenizer.Load(folder.Path).Tokens];
        foreach (var name in (string[])["vocab.json", "merges.txt"]) Marked(name, File.ReadAllText(folder[name]));
        Assert.Equal(tokens, Gpt2Tokenizer.Load(folder.Path).Tokens);
    }

    private string Marked(string name, string text)
    {
        File.WriteAllText(folder[name], text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));
        return folder[name];
    }
}
