using Capsules.Language;

namespace Capsules.Tests;

public sealed class LanguageEmbeddingStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("capsules-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void PhrasesComeBackAfterClosingAndWhileTheStoreGrows()
    {
        using (EmbeddingStore store = Open())
        {
            store.Add("a", 1, Numbers(1));
            Assert.Equal(Numbers(1), store.Read("a").ToArray());
            store.Add("b c", 2, Numbers(2));
            Assert.Equal(Numbers(2), store.Read("b c").ToArray());
        }
        using EmbeddingStore again = Open();
        Assert.Equal((2, 1, 2), (again.Count, again.Tokens("a"), again.Tokens("b c")));
        Assert.Equal(Numbers(2), again.Read("b c").ToArray());
        Assert.False(again.Contains("b"));
        Assert.Contains("no embeddings of 'b'", Assert.Throws<KeyNotFoundException>(() => { again.Read("b"); }).Message);
    }

    [Fact]
    public void AddingAPhraseTwiceKeepsOne()
    {
        using EmbeddingStore store = Open();
        store.Add("a", 1, Numbers(1));
        long length = store.Length;
        store.Add("a", 1, new byte[Numbers(1).Length]);
        Assert.Equal((1, length), (store.Count, store.Length));
        Assert.Equal(Numbers(1), store.Read("a").ToArray());
    }

    [Fact]
    public void AStoreCutAnywhereOpensWithItsWholePhrasesAndGoesOn()
    {
        using (EmbeddingStore store = Open())
        {
            store.Add("a", 1, Numbers(1));
            store.Add("b", 2, Numbers(2));
            store.Add("c", 1, Numbers(1));
        }
        byte[] index = File.ReadAllBytes(Path.Combine(_folder, "embeddings.index")), data = File.ReadAllBytes(Path.Combine(_folder, "embeddings.f16"));
        foreach ((int indexLength, int dataLength, int whole) in new[]
        {
            (index.Length, data.Length, 3), (index.Length - 1, data.Length, 2), (index.Length - 33, data.Length, 1),
            (index.Length, data.Length - 1, 2), (index.Length, 0, 0), (10, data.Length, 0),
        })
        {
            File.WriteAllBytes(Path.Combine(_folder, "embeddings.index"), index[..indexLength]);
            File.WriteAllBytes(Path.Combine(_folder, "embeddings.f16"), data[..dataLength]);
            using EmbeddingStore store = Open();
            Assert.Equal(whole, store.Count);
            store.Add("b", 2, Numbers(2));
            store.Add("new", 3, Numbers(3));
            Assert.Equal(Numbers(3), store.Read("new").ToArray());
            Assert.Equal(Numbers(2), store.Read("b").ToArray());
        }
    }

    [Fact]
    public void AnEntryThatWasHalfWrittenIsDropped()
    {
        using (EmbeddingStore store = Open())
            store.Add("a", 1, Numbers(1));
        string path = Path.Combine(_folder, "embeddings.index");
        byte[] index = File.ReadAllBytes(path);
        index[^8] ^= 1;
        File.WriteAllBytes(path, index);
        using EmbeddingStore opened = Open();
        Assert.Equal(0, opened.Count);
    }

    [Theory]
    [InlineData(64 + 20, 1)]        // a bit of the first entry
    [InlineData(64 + 32 + 28, 1)]   // and of the second's check sum
    [InlineData(0, 'X')]
    public void ADamagedIndexIsRefusedAndLeftAsItIs(int at, byte flip)
    {
        using (EmbeddingStore store = Open())
        {
            store.Add("a", 1, Numbers(1));
            store.Add("b", 2, Numbers(2));
            store.Add("c", 1, Numbers(1));
        }
        string path = Path.Combine(_folder, "embeddings.index");
        byte[] index = File.ReadAllBytes(path);
        index[at] ^= flip;
        File.WriteAllBytes(path, index);
        string message = Assert.Throws<InvalidDataException>(() => Open()).Message;
        Assert.StartsWith(path, message);
        Assert.Contains("delete the folder", message);
        Assert.Equal(index, File.ReadAllBytes(path));
    }

    [Fact]
    public void AnIndexThatLacksAnEntryInTheMiddleIsRefused()
    {
        using (EmbeddingStore store = Open())
        {
            store.Add("a", 1, Numbers(1));
            store.Add("b", 2, Numbers(2));
            store.Add("c", 1, Numbers(1));
        }
        string path = Path.Combine(_folder, "embeddings.index");
        byte[] index = File.ReadAllBytes(path);
        File.WriteAllBytes(path, [.. index[..96], .. index[128..]]);
        Assert.Contains("entry 2", Assert.Throws<InvalidDataException>(() => Open()).Message);
    }

    [Fact]
    public void EmbeddingsOfAnotherModelOrSizeAreRefused()
    {
        Open().Dispose();
        Assert.Contains("another model", Assert.Throws<InvalidDataException>(() => EmbeddingStore.Open(_folder, "other", 3, 4)).Message);
        Assert.Contains("[3, 5]", Assert.Throws<InvalidDataException>(() => EmbeddingStore.Open(_folder, "key", 3, 5)).Message);
    }

    [Fact]
    public void OneProcessHasItAtATime()
    {
        using EmbeddingStore store = Open();
        Assert.ThrowsAny<IOException>(() => Open().Dispose());
    }

    [Fact]
    public void TheWrongNumberOfBytesIsRefused()
    {
        using EmbeddingStore store = Open();
        Assert.Contains("2 tokens of [3, 4] need 48 bytes, given 24", Assert.Throws<ArgumentException>(() => store.Add("a", 2, Numbers(1))).Message);
    }

    private EmbeddingStore Open() => EmbeddingStore.Open(_folder, "key", 3, 4);

    private static byte[] Numbers(int tokens) => [.. Enumerable.Range(0, tokens * 3 * 4 * 2).Select(i => (byte)(i * 7 + tokens))];
}
