using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>
/// GPT-2: token and position embeddings, blocks of causal self-attention and perceptron with normalisation before each, a
/// last normalisation. Parameters carry Hugging Face's names and layout, so its files load as they are.
/// </summary>
/// <example><code>
/// using var gpt2 = Gpt2.Load("data/gpt2-large");
/// IReadOnlyList&lt;Tensor&gt; states = gpt2.HiddenStates(ids);   // ids [B, n]; 37 tensors [B, n, 1280]
/// </code></example>
public sealed class Gpt2 : nn.Module<Tensor, Tensor>
{
    private readonly Gpt2Affine wte;
    private readonly Gpt2Affine wpe;
    private readonly Gpt2Block[] blocks;
    private readonly Gpt2Norm ln_f;

    /// <summary>A network with uninitialised parameters, for loading weights into.</summary>
    /// <param name="config">Its sizes.</param>
    /// <param name="storage">
    /// Element type the parameters are kept in; float16 and bfloat16 halve the memory. Computation is in float32 always,
    /// each weight converted when it is used.
    /// </param>
    /// <exception cref="InvalidDataException">Sizes that make no network.</exception>
    public Gpt2(Gpt2Config config, ScalarType storage = ScalarType.Float32)
        : base(nameof(Gpt2))
    {
        Config = config.Check(nameof(Gpt2Config));
        wte = new Gpt2Affine([config.Vocabulary, config.Width], null, storage);
        wpe = new Gpt2Affine([config.Context, config.Width], null, storage);
        blocks = [.. Enumerable.Range(0, config.Layers).Select(_ => new Gpt2Block(config, storage))];
        ln_f = new Gpt2Norm(config, storage);
        register_module("wte", wte);
        register_module("wpe", wpe);
        register_module("h", new Gpt2Blocks(blocks));
        register_module("ln_f", ln_f);
    }

    /// <summary>The network's sizes.</summary>
    public Gpt2Config Config { get; }

    /// <summary>Where the parameters are.</summary>
    public Device Device => get_parameter("wpe.weight")!.device;

    /// <summary>Loads a Hugging Face folder: <c>config.json</c> and weights, frozen and in evaluation mode.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="storage">Element type to keep the weights in, see the constructor.</param>
    /// <param name="device">Where to put them; the CPU where null.</param>
    /// <exception cref="FileNotFoundException">No configuration or no weights.</exception>
    /// <exception cref="InvalidDataException">A parameter that is missing, unknown or of another shape, by name.</exception>
    public static Gpt2 Load(string folder, ScalarType storage = ScalarType.Float32, Device? device = null)
    {
        var network = new Gpt2(Gpt2Config.Load(folder), storage);
        try
        {
            Gpt2Weights.Load(network, folder);
            foreach (Parameter parameter in network.parameters())
                parameter.requires_grad_(false);
            network.eval();
            if (device is not null)
                network.to(device);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The embeddings of the paper's figure 5(a): the sum of token and position embedding, the output of every block, that of
    /// the last after the final normalisation.
    /// </summary>
    /// <param name="ids">Token ids, int64 [B, n], n at most the context; on the right a row may be padded with any valid id.</param>
    /// <returns>Layers + 1 tensors [B, n, m], float32.</returns>
    /// <exception cref="ArgumentException">Not [B, n], empty, or longer than the context.</exception>
    public IReadOnlyList<Tensor> HiddenStates(Tensor ids)
    {
        if (ids.ndim != 2 || ids.shape[1] == 0)
            throw new ArgumentException($"token ids are of shape [{string.Join(", ", ids.shape)}]; expected [batch, tokens] with a token at least");
        long n = ids.shape[1];
        if (n > Config.Context)
            throw new ArgumentException($"a sequence of {n} tokens is longer than the context of {Config.Context}");

        using DisposeScope scope = NewDisposeScope();
        var states = new List<Tensor>();
        using Tensor positions = arange(n, dtype: ScalarType.Int64, device: ids.device);
        Tensor x = wte.Rows(ids) + wpe.Rows(positions);   // [B, n, m]
        using Tensor future = ones([n, n], dtype: ScalarType.Bool, device: ids.device).triu(1);
        foreach (Gpt2Block block in blocks)
        {
            states.Add(x);
            x = block.forward(x, future);
        }
        states.Add(ln_f.forward(x));
        return [.. states.Select(scope.MoveToOuter)];
    }

    /// <summary>The scores of the next token at every position, [B, n, vocabulary]; the output weights are the token embedding's.</summary>
    public override Tensor forward(Tensor ids)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor last = HiddenStates(ids)[^1];
        return scope.MoveToOuter(last.matmul(wte.Weight(last).t()));
    }
}

/// <summary>The list of blocks, under the names <c>0</c>, <c>1</c>, ...</summary>
internal sealed class Gpt2Blocks : nn.Module
{
    internal Gpt2Blocks(Gpt2Block[] blocks)
        : base(nameof(Gpt2Blocks))
    {
        for (int i = 0; i < blocks.Length; i++)
            register_module(i.ToString(), blocks[i]);
    }
}
