using System.Text.Json.Nodes;
using Capsules.Data;
using Capsules.Language;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class LanguageGpt2Tests : IDisposable
{
    private static readonly string Tiny = TestData.Fixture("gpt2-tiny");
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void HiddenStatesAreThoseOfTheReference()
    {
        Assert.True(LargestDifference(Tiny) < 1e-5);
    }

    [Fact]
    public void PrefixedNamesAndMaskBuffersLoadAsTheReference()
    {
        using var scope = NewDisposeScope();
        using var whole = SafetensorsFile.Open(Path.Combine(Tiny, "model.safetensors"));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"),
        [
            .. whole.Tensors.Values.Select(e => ("transformer." + e.Name, whole.Load(e.Name))),
            Stored.From<float>("transformer.h.0.attn.bias", [1], 1, 1, 1, 1),
            Stored.From<float>("transformer.h.1.attn.masked_bias", [-1e4f]),
            Stored.From<float>("lm_head.weight", [0], 1, 1),
        ]);
        CopyConfig();
        Assert.True(LargestDifference(folder) < 1e-5);
    }

    [Theory]
    [InlineData("model.safetensors", ScalarType.Float16, 2e-2)]
    [InlineData("model.safetensors", ScalarType.BFloat16, 1e-1)]
    [InlineData("pytorch_model.bin", ScalarType.Float32, 1e-5)]
    [InlineData("pytorch_model.bin", ScalarType.Float16, 2e-2)]
    [InlineData("pytorch_model.bin", ScalarType.BFloat16, 1e-1)]
    public void FilesOfEveryKindAndPrecisionGiveTheReference(string file, ScalarType type, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var whole = SafetensorsFile.Open(Path.Combine(Tiny, "model.safetensors"));
        (string Name, Tensor Value)[] tensors = [.. whole.Tensors.Keys.Select(name => (name, whole.Load(name).to(type)))];
        CopyConfig();
        if (file == "pytorch_model.bin")
            TorchArchive.Write(Path.Combine(folder, file), [.. tensors, Stored.From<byte>("h.0.attn.bias", [0], 1, 1, 1, 1)]);
        else
            SafetensorsWriter.Write(Path.Combine(folder, file), tensors);
        Assert.InRange(LargestDifference(folder), 0, tolerance);
    }

    [Fact]
    public void WhatIsSavedLoadsWithTheSameNumbers()
    {
        using (var network = Gpt2.Load(Tiny))
            network.Save(folder);
        Assert.True(LargestDifference(folder) < 1e-5);
    }

    [Theory]
    [InlineData("h.1.mlp.c_fc.weight", null, "'h.1.mlp.c_fc.weight' [48, 192] is missing")]
    [InlineData("ln_f.bias", new long[] { 47 }, "'ln_f.bias' has shape [47], the network's [48]")]
    [InlineData("h.0.attn.c_attn.bias", null, "'h.0.attn.c_attn.bias' [144] is missing")]
    [InlineData("h.7.ln_1.weight", new long[] { 48 }, "'h.7.ln_1.weight' is not in the network")]
    public void ParametersThatDoNotFitAreRefusedByName(string name, long[]? shape, string message)
    {
        using var scope = NewDisposeScope();
        using var whole = SafetensorsFile.Open(Path.Combine(Tiny, "model.safetensors"));
        var tensors = whole.Tensors.Values.Where(e => e.Name != name)
            .Select(e => (e.Name, whole.Load(e.Name))).ToList();
        if (shape is not null)
            tensors.Add(Stored.From<float>(name, new float[shape[0]], shape));
        SafetensorsWriter.Write(Path.Combine(folder, "model.safetensors"), tensors);
        CopyConfig();
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Gpt2.Load(folder)).Message);
    }

    [Theory]
    [InlineData("n_layer", null, "'n_layer' is missing")]
    [InlineData("n_head", "5", "a width of 48 does not divide into n_head 5 heads")]
    [InlineData("n_embd", "0", "n_embd is 0; it must be at least 1")]
    [InlineData("activation_function", "\"relu\"", "'relu', not gelu_new")]
    [InlineData("model_type", "\"bert\"", "'bert', not gpt2")]
    [InlineData("n_layer", "\"three\"", "not the JSON of a configuration")]
    [InlineData("scale_attn_by_inverse_layer_idx", "true", "scale_attn_by_inverse_layer_idx")]
    public void ConfigurationsOfOtherNetworksAreRefusedByField(string field, string? value, string message)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Tiny, "config.json")))!.AsObject();
        json.Remove(field);
        if (value is not null)
            json[field] = JsonNode.Parse(value);
        File.WriteAllText(Path.Combine(folder, "config.json"), json.ToJsonString());
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Gpt2.Load(folder)).Message);
    }

    [Fact]
    public void TruncatedWeightsAndAbsentFilesAreRefusedWithTheirNames()
    {
        Assert.Contains("config.json", Assert.Throws<FileNotFoundException>(() => Gpt2.Load(folder)).Message);
        CopyConfig();
        Assert.Contains("pytorch_model.bin", Assert.Throws<FileNotFoundException>(() => Gpt2.Load(folder)).Message);
        var whole = File.ReadAllBytes(Path.Combine(Tiny, "model.safetensors"));
        File.WriteAllBytes(Path.Combine(folder, "model.safetensors"), whole[..^1]);
        Assert.Contains("model.safetensors", Assert.Throws<InvalidDataException>(() => Gpt2.Load(folder)).Message);
    }

    [Fact]
    public void SequencesBeyondTheContextOrWithoutTokensAreRefused()
    {
        using var network = Gpt2.Load(Tiny);
        Assert.Contains("65 tokens is longer than the context of 64",
            Assert.Throws<ArgumentException>(() => network.HiddenStates(zeros([1, 65], dtype: ScalarType.Int64))).Message);
        Assert.Contains("[1, 0]", Assert.Throws<ArgumentException>(() => network.HiddenStates(zeros([1, 0], dtype: ScalarType.Int64))).Message);
    }

    [Fact]
    public void PaddingOnTheRightChangesNoTokenBeforeIt()
    {
        using var scope = NewDisposeScope();
        using var network = Gpt2.Load(Tiny);
        var ids = tensor(new long[] { 5, 9, 77, 3 }, [1, 4]);
        var padded = cat([ids, full([1, 6], 100, dtype: ScalarType.Int64)], 1);
        Tensor alone = stack(network.HiddenStates(ids), 2), among = stack(network.HiddenStates(padded), 2).narrow(1, 0, 4);
        Assert.True((alone - among).abs().max().item<float>() < 1e-5f);
    }

    [Fact]
    public void EmbeddingLeavesTheHiddenStatesAndNoOtherTensorBehind()
    {
        using var network = Gpt2.Load(Tiny);
        // A scope counts this thread's tensors; other tests run beside this one.
        using var scope = NewDisposeScope();
        var ids = tensor(new long[] { 1, 2, 3 }, [1, 3]);
        var before = scope.DisposablesCount;
        var states = network.HiddenStates(ids);
        Assert.Equal(before + 4, scope.DisposablesCount);
        foreach (var state in states)
            state.Dispose();
        Assert.Equal(before, scope.DisposablesCount);
    }

    private static double LargestDifference(string folder)
    {
        using var scope = NewDisposeScope();
        using var golden = SafetensorsFile.Open(Path.Combine(Tiny, "expected.safetensors"));
        using var network = Gpt2.Load(folder);
        var ids = golden.Load("input_ids");
        var expected = golden.Load("hidden_states");   // [B, n, l, m]
        var found = stack(network.HiddenStates(ids), 2);
        Assert.Equal(expected.shape, found.shape);
        return (found - expected).abs().max().item<float>();
    }

    private void CopyConfig() => File.Copy(Path.Combine(Tiny, "config.json"), Path.Combine(folder, "config.json"));
}
