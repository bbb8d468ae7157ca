using System.Security.Cryptography;
using System.Text;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;
using RAdam = Capsules.Training.RAdam;

namespace Capsules.Language;

/// <summary>One epoch of training a language model.</summary>
/// <param name="DevLoss">The same on text it was not trained on.</param>
public readonly record struct LanguageModelEpoch(int Epoch, double TrainLoss, double DevLoss);

/// <summary>The GPT-2 that is trained here where no pretrained transformer is at hand: sizes that two cores train in minutes on the
/// treebank's 8,544 training sentences. Nothing of the paper; its transformer is gpt2-large, trained on 40 GB of text.</summary>
/// <param name="Width">Embedding size: 256; 128 left a perplexity of 285 after two epochs where 256 left 181.</param>
/// <param name="Epochs">Passes over the text: 4; the fourth took the perplexity from 146 to 138.</param>
public sealed record SmallTransformerOptions(
    int Layers = 2, int Heads = 4, int Width = 256, int Context = 128, int Vocabulary = 4096, int Epochs = 4, int Batch = 8,
    double LearningRate = 2e-3, int Seed = 1);

/// <summary>A small GPT-2 trained as a language model on a treebank's training sentences, then frozen: stands in for a pretrained
/// one.</summary>
public static class SmallTransformer
{
    /// <summary>Loads the small transformer of a treebank, which is trained first where it is not there.</summary>
    public static TextModel LoadOrTrain(
        Treebank treebank, string root, SmallTransformerOptions? options = null, Action<LanguageModelEpoch>? progress = null)
    {
        options ??= new SmallTransformerOptions();
        string[] train = [.. treebank.Train.Select(tree => tree.Text())], dev = [.. treebank.Dev.Select(tree => tree.Text())];
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options + string.Join('\n', train))))[..12];
        var folder = Path.Combine(root, $"small-gpt2-{key}");
        if (!Directory.Exists(folder))
        {
            // Under another name until it is whole: an interrupted training leaves no half of a model.
            var part = $"{folder}.{Environment.ProcessId}.part";
            Train(train, dev, part, options, progress);
            Directory.Move(part, folder);
        }
        return TextModel.Load(folder,
            $"small GPT-2 trained here on the training sentences of the {treebank.Name} ({options.Layers} blocks of width {options.Width}; not pretrained)");
    }

    private static void Train(string[] train, string[] dev, string folder, SmallTransformerOptions o, Action<LanguageModelEpoch>? progress)
    {
        Directory.CreateDirectory(folder);
        var tokenizer = BpeTrainer.Train(train, o.Vocabulary);
        tokenizer.Save(folder);
        using var network = new Gpt2(new TransformerConfig(o.Layers, o.Heads, o.Width, o.Context, tokenizer.Count, 4 * o.Width));
        network.Initialize(o.Seed);
        long[] stream = Stream(tokenizer, train), devStream = Stream(tokenizer, dev);
        var random = new Random(o.Seed);
        var steps = Math.Max(1, (int)Math.Ceiling((double)stream.Length / o.Context / o.Batch));
        var schedule = new SingleCycle((long)steps * o.Epochs) { High = o.LearningRate };
        using var optimizer = new RAdam(network.named_parameters());

        for (var epoch = 1; epoch <= o.Epochs; epoch++)
        {
            double sum = 0;
            for (var step = 0; step < steps; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.Follow(schedule);
                optimizer.ZeroGrad();
                var loss = Loss(network, Windows(stream, o.Batch, o.Context, random));
                loss.backward();
                optimizer.Step();
                sum += loss.item<float>();
            }
            progress?.Invoke(new LanguageModelEpoch(epoch, sum / steps, Evaluate(network, devStream, o.Context)));
        }
        network.Save(folder);
    }

    private static double Evaluate(Gpt2 network, long[] stream, int context)
    {
        using var constant = no_grad();
        return stream.Chunk(context).Where(window => window.Length > 1).Average(window =>
        {
            using var scope = NewDisposeScope();
            return Loss(network, tensor(window, [1, window.Length])).item<float>();
        });
    }

    // Windows [B, n + 1]: the first n tokens predict the last n.
    private static Tensor Loss(Gpt2 network, Tensor windows)
    {
        var n = windows.shape[1] - 1;
        var scores = network.NextToken(windows.narrow(1, 0, n));   // [B, n, vocabulary]
        return nn.functional.cross_entropy(scores.flatten(0, 1), windows.narrow(1, 1, n).flatten());
    }

    // Every sentence ends with the end-of-text token, and one stands before the first.
    private static long[] Stream(Gpt2Tokenizer tokenizer, IEnumerable<string> texts) =>
        [tokenizer.EndOfText, .. texts.SelectMany(tokenizer.Encode).Select(id => (long)id)];

    private static Tensor Windows(long[] stream, int batch, int context, Random random)
    {
        var length = Math.Min(context + 1, stream.Length);
        long[] ids = [.. Enumerable.Range(0, batch).SelectMany(_ => new ArraySegment<long>(stream, random.Next(stream.Length - length + 1), length))];
        return tensor(ids, [batch, length]);
    }
}
