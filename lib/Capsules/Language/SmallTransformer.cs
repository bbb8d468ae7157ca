using System.Security.Cryptography;
using System.Text;
using Capsules.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using RAdam = Capsules.Training.RAdam;

namespace Capsules.Language;

/// <summary>One epoch of training a language model.</summary>
/// <param name="Epoch">From 1.</param>
/// <param name="TrainLoss">Mean cross entropy per token, in nats.</param>
/// <param name="DevLoss">The same on text it was not trained on.</param>
public readonly record struct LanguageModelEpoch(int Epoch, double TrainLoss, double DevLoss);

/// <summary>
/// A small GPT-2 trained as a language model on a treebank's training sentences, then frozen: stands in for the pretrained one.
/// </summary>
public static class SmallTransformer
{
    /// <summary>Loads the small transformer of a treebank from a folder below <paramref name="root"/>, trained before where it is not there.</summary>
    /// <param name="treebank">Whose training sentences it learns, without their labels.</param>
    /// <param name="root">Folder for such models.</param>
    /// <param name="options">Sizes and training; the defaults where null.</param>
    /// <param name="progress">Told after every epoch, where it has to be trained.</param>
    public static TextModel LoadOrTrain(
        Treebank treebank, string root, SmallTransformerOptions? options = null, Action<LanguageModelEpoch>? progress = null)
    {
        SmallTransformerOptions o = options ?? new SmallTransformerOptions();
        string[] train = [.. treebank.Train.Select(tree => tree.Text())], dev = [.. treebank.Dev.Select(tree => tree.Text())];
        string folder = Path.Combine(root, $"small-gpt2-{Key(train, o)}");
        if (!Directory.Exists(folder))
        {
            // Under another name until it is whole: an interrupted training leaves no half of a model.
            string part = folder + ".part";
            Train(train, dev, part, o, progress);
            Directory.Move(part, folder);
        }
        return TextModel.Load(
            folder,
            $"small GPT-2 trained here on the training sentences of the {treebank.Name} ({o.Layers} blocks of width {o.Width}; not pretrained)");
    }

    /// <summary>Learns a vocabulary and a network from texts and writes both into a folder.</summary>
    public static void Train(
        IReadOnlyList<string> train, IReadOnlyList<string> dev, string folder, SmallTransformerOptions options, Action<LanguageModelEpoch>? progress = null)
    {
        var bpe = new ByteLevelBpe(BpeTrainer.Train(train, options.Vocabulary, folder));
        Directory.CreateDirectory(folder);
        bpe.Vocabulary.Save(folder);
        using var network = new Gpt2(options.Config(bpe.Count));
        Gpt2Weights.Initialise(network, options.Seed);
        long[] stream = Stream(bpe, train), devStream = Stream(bpe, dev);
        var random = new Random(options.Seed);
        int context = options.Context;
        int perEpoch = Math.Max(1, (int)Math.Ceiling((double)stream.Length / context / options.Batch));
        var schedule = new SingleCycle(Math.Max(1, (long)perEpoch * options.Epochs)) { High = options.LearningRate };
        using var optimiser = new RAdam(network.named_parameters());

        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            network.train();
            double sum = 0;
            for (int step = 0; step < perEpoch; step++)
                sum += Step(network, Windows(stream, options.Batch, context, random), optimiser, schedule);
            progress?.Invoke(new LanguageModelEpoch(epoch, sum / perEpoch, Loss(network, devStream, context)));
        }
        Gpt2Weights.Save(network, folder);
    }

    /// <summary>Mean cross entropy of the next token over a text, in nats.</summary>
    public static double Loss(Gpt2 network, IReadOnlyList<long> stream, int context)
    {
        network.eval();
        using IDisposable constant = no_grad();
        double sum = 0;
        int windows = 0;
        for (int at = 0; at + 1 < stream.Count; at += context, windows++)
        {
            using DisposeScope scope = NewDisposeScope();
            int length = Math.Min(context + 1, stream.Count - at);
            sum += Loss(network, tensor([.. stream.Skip(at).Take(length)], [1, length])).item<float>();
        }
        return sum / Math.Max(1, windows);
    }

    private static double Step(Gpt2 network, Tensor windows, RAdam optimiser, SingleCycle schedule)
    {
        using DisposeScope scope = NewDisposeScope();
        optimiser.Follow(schedule);
        optimiser.ZeroGrad();
        Tensor loss = Loss(network, windows);
        loss.backward();
        optimiser.Step();
        windows.Dispose();
        return loss.item<float>();
    }

    // Windows [B, n + 1]: the first n tokens predict the last n.
    private static Tensor Loss(Gpt2 network, Tensor windows)
    {
        long n = windows.shape[1] - 1;
        Tensor scores = network.call(windows.narrow(1, 0, n));   // [B, n, vocabulary]
        return nn.functional.cross_entropy(scores.flatten(0, 1), windows.narrow(1, 1, n).flatten());
    }

    // Every sentence is followed by the end-of-text token, and one stands before the first.
    private static long[] Stream(ByteLevelBpe bpe, IEnumerable<string> texts)
    {
        long end = bpe.EndOfText!.Value;
        return [end, .. texts.SelectMany(text => bpe.Encode(text).Select(id => (long)id).Append(end))];
    }

    private static Tensor Windows(long[] stream, int batch, int context, Random random)
    {
        int length = Math.Min(context + 1, stream.Length);
        var ids = new long[batch * length];
        for (int b = 0; b < batch; b++)
            Array.Copy(stream, random.Next(stream.Length - length + 1), ids, b * length, length);
        return tensor(ids, [batch, length]);
    }

    private static string Key(IEnumerable<string> train, SmallTransformerOptions options) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(options + string.Join('\n', train))))[..12].ToLowerInvariant();
}
