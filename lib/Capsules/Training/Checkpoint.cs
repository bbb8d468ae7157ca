using System.Text.Json;
using Capsules.Data;
using Capsules.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Training;

/// <summary>Where and how often a training writes its checkpoint.</summary>
/// <param name="Path">The file; where it exists, the training goes on from it.</param>
/// <param name="Every">Least time between two within an epoch; one a minute where none is given. Every epoch ends with one.</param>
public sealed record CheckpointOptions(string Path, TimeSpan? Every = null)
{
    internal TimeSpan Interval => Every ?? TimeSpan.FromMinutes(1);
}

/// <summary>How far a training has come: the epochs done, and the running one's batches and sums.</summary>
internal sealed record TrainPosition(
    IReadOnlyList<EpochResult> Done, int Batch = 0, long Images = 0, long Right = 0, double LossSum = 0, double Seconds = 0)
{
    internal int Epoch => Done.Count + 1;

    internal TrainPosition After(long images, long right, double loss) =>
        this with { Batch = Batch + 1, Images = Images + images, Right = Right + right, LossSum = LossSum + loss * images };

    internal EpochResult Result(double rate, double validationAccuracy) =>
        new(Epoch, rate, LossSum / Images, (double)Right / Images, validationAccuracy, Images / Seconds, Seconds);
}

/// <summary>Everything a training needs to go on as if it had not been interrupted: weights, the optimizer's moments, the generator's
/// state, the position, and what the training was made with. One safetensors file, replaced atomically.</summary>
/// <param name="training">What each step depends on: a checkpoint made with anything else is refused.</param>
internal sealed class Checkpoint(
    string path, nn.Module network, OptimizerState optimizer, IReadOnlyDictionary<string, string> training, BestWeights? best = null)
{
    private const string Format = "capsules training 1", Generator = "generator", Best = "best.";

    private readonly Dictionary<string, string> made = new(training) { ["format"] = Format };

    private string StepsName => $"{optimizer.Name}.steps";

    /// <summary>Writes the training as it stands.</summary>
    internal void Save<T>(T position)
    {
        using var scope = NewDisposeScope();
        StateFile.Save(
            network, path,
            [
                .. optimizer.Moments(),
                .. best is null ? [] : best.Tensors.Select(t => (Best + t.Name, t.Value)),
                (StepsName, tensor(optimizer.Steps())),
                (Generator, random.get_rng_state().to(int64)),
            ],
            new Dictionary<string, string>(made) { ["position"] = JsonSerializer.Serialize(position) });
    }

    /// <summary>Goes on from the file, where there is one.</summary>
    /// <returns>The position it was written with; null without a file.</returns>
    /// <exception cref="InvalidDataException">The file is truncated, no checkpoint, or another training's; the message names it and the difference.</exception>
    internal T? Resume<T>()
        where T : class
    {
        if (!File.Exists(path)) return null;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var file = SafetensorsFile.Open(path);
        Check(file);
        foreach (var (name, value) in network.state_dict().Select(s => (s.Key, s.Value)).Concat(optimizer.Moments()))
            value.copy_(Read(file, name, value.shape));
        optimizer.SetSteps(Read(file, StepsName, [optimizer.Steps().Length]).data<long>().ToArray());
        using var generator = random.get_rng_state();
        random.set_rng_state(Read(file, Generator, generator.shape).to(ScalarType.Byte));
        if (best is not null && file.Tensors.Keys.Any(name => name.StartsWith(Best, StringComparison.Ordinal)))
        {
            foreach (var (name, value) in network.state_dict())
                best.Keep(name, Read(file, Best + name, value.shape).to(value.device));
        }

        return JsonSerializer.Deserialize<T>(file.Metadata["position"]);
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
        return entry.Shape.SequenceEqual(shape)
            ? file.Load(name)
            : throw new InvalidDataException($"{path}: '{name}' has shape [{string.Join(", ", entry.Shape)}], not [{string.Join(", ", shape)}]");
    }
}

/// <summary>What an optimizer remembers from step to step: both of the trainings' optimizers look alike to a checkpoint.</summary>
/// <param name="Moments">Its own tensors, by name.</param>
/// <param name="Steps">Steps taken, as often as the optimizer counts them.</param>
internal sealed record OptimizerState(
    string Name, Func<IEnumerable<(string Name, Tensor Value)>> Moments, Func<long[]> Steps, Action<long[]> SetSteps)
{
    internal static OptimizerState Of(Adam optimizer)
    {
        Adam.State[] States() => [.. optimizer.state_dict().State.Cast<Adam.State>()];
        return new("adam",
            () => States().SelectMany((s, i) => new[] { ($"adam.{i}.mean", s.exp_avg), ($"adam.{i}.square", s.exp_avg_sq) }),
            () => Array.ConvertAll(States(), s => s.step),
            steps =>
            {
                foreach (var (state, count) in States().Zip(steps)) state.step = count;
            });
    }

    internal static OptimizerState Of(RAdam optimizer) => new("radam",
        () => optimizer.State().Select(s => ("radam." + s.Name, s.Value)), () => [optimizer.Steps], steps => optimizer.Steps = steps[0]);
}

/// <summary>A copy of a network's parameters and buffers at its best epoch.</summary>
internal sealed class BestWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> copies = [];

    internal IEnumerable<(string Name, Tensor Value)> Tensors => copies.Select(c => (c.Key, c.Value));

    internal void Keep(nn.Module model)
    {
        Dispose();
        using var off = no_grad();
        foreach (var (name, value) in model.state_dict()) Keep(name, value.detach().clone());
    }

    internal void Keep(string name, Tensor value)
    {
        value.DetachFromDisposeScope();
        copies.Add(name, value);
    }

    internal void Restore(nn.Module model)
    {
        if (copies.Count == 0) return;
        using var off = no_grad();
        foreach (var (name, value) in model.state_dict()) value.copy_(copies[name]);
    }

    public void Dispose()
    {
        foreach (var copy in copies.Values) copy.Dispose();
        copies.Clear();
    }
}
