using System.Text.Json;
using Capsules.Data;
using Capsules.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>
/// Everything a training needs to go on as if it had not been interrupted: weights, Adam's moments, the generator's state, the
/// position, and what the training was made with. One safetensors file, replaced atomically.
/// </summary>
internal sealed class Checkpoint
{
    private const string Format = "capsules training 1";

    private readonly string path;
    private readonly CapsNet model;
    private readonly Adam optimizer;
    private readonly BestWeights best;
    private readonly Dictionary<string, string> made;

    /// <summary>A checkpoint of one training; nothing is read or written yet.</summary>
    internal Checkpoint(string path, CapsNet model, Adam optimizer, BestWeights best, TrainOptions options, Batches train)
    {
        (this.path, this.model, this.optimizer, this.best) = (path, model, optimizer, best);
        made = new Dictionary<string, string>
        {
            ["format"] = Format,
            ["network"] = $"{JsonSerializer.Serialize(model.Options)}, {model.Routing.Description}",
            ["images"] = $"{train}",
            // How long to train may be changed on the way; what each step does may not.
            ["options"] = JsonSerializer.Serialize(options with { Epochs = 1, TargetAccuracy = null, TimeLimit = null }),
        };
    }

    internal void Save(TrainPosition position)
    {
        using var scope = NewDisposeScope();
        var metadata = new Dictionary<string, string>(made) { ["position"] = JsonSerializer.Serialize(position) };
        StateFile.Save(
            model, path,
            [
                .. Moments(),
                .. best.Tensors.Select(t => ($"best.{t.Name}", t.Value)),
                ("adam.steps", tensor(States().Select(s => s.step).ToArray())),
                ("generator", random.get_rng_state().to(int64)),
            ],
            metadata);
    }

    /// <summary>Goes on from the file, where there is one.</summary>
    /// <returns>Where the training stands; null without a file.</returns>
    /// <exception cref="InvalidDataException">The file is truncated, no checkpoint, or another training's; the message names it and the difference.</exception>
    internal TrainPosition? Resume()
    {
        if (!File.Exists(path)) return null;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var file = SafetensorsFile.Open(path);
        Check(file);
        var position = JsonSerializer.Deserialize<TrainPosition>(file.Metadata["position"])!;
        foreach (var (name, value) in model.state_dict()) value.copy_(Read(file, name, value.shape));
        foreach (var (name, value) in Moments()) value.copy_(Read(file, name, value.shape));
        var states = States();
        var steps = Read(file, "adam.steps", [states.Length]).to(int64).data<long>().ToArray();
        for (var i = 0; i < steps.Length; i++) states[i].step = steps[i];
        using var generator = random.get_rng_state();
        random.set_rng_state(Read(file, "generator", generator.shape).to(ScalarType.Byte));
        if (!file.Tensors.Keys.Any(name => name.StartsWith("best.", StringComparison.Ordinal))) return position;
        foreach (var (name, value) in model.state_dict())
            best.Keep(name, Read(file, $"best.{name}", value.shape).to(value.dtype).to(value.device));
        return position;
    }

    private void Check(SafetensorsFile file)
    {
        if (!file.Metadata.TryGetValue("format", out var format) || format != Format)
            throw new InvalidDataException($"{path}: no training checkpoint; its metadata must say format '{Format}', it says {(format is null ? "nothing" : $"'{format}'")}");
        foreach (var (key, mine) in made)
            if (!file.Metadata.TryGetValue(key, out var theirs) || theirs != mine)
                throw new InvalidDataException($"{path}: another training's checkpoint; its {key}: {theirs ?? "none"}; this training's: {mine}");
        if (!file.Metadata.ContainsKey("position")) throw new InvalidDataException($"{path}: the metadata lack the position");
    }

    private Tensor Read(SafetensorsFile file, string name, long[] shape)
    {
        if (!file.Tensors.TryGetValue(name, out var entry))
            throw new InvalidDataException($"{path}: '{name}' [{string.Join(", ", shape)}] is missing");
        if (!entry.Shape.SequenceEqual(shape))
            throw new InvalidDataException($"{path}: '{name}' has shape [{string.Join(", ", entry.Shape)}], not [{string.Join(", ", shape)}]");
        return tensor(file.Doubles(name), float64).view(shape);      // float32, int64 below 2⁵³ and bytes are exact in float64
    }

    private Adam.State[] States() => [.. optimizer.state_dict().State.Cast<Adam.State>()];

    private IEnumerable<(string Name, Tensor Value)> Moments() =>
        States().SelectMany((s, i) => new[] { ($"adam.{i}.mean", s.exp_avg), ($"adam.{i}.square", s.exp_avg_sq) });
}
