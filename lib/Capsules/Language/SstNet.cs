using Capsules.Data;
using Capsules.Routing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Language;

/// <summary>
/// The network of figure 5 (Heinsen 2019, section 4.1): every embedding of every token at every depth becomes an input capsule,
/// and two routings find composite parts of sentiments and labels.
/// </summary>
/// <remarks>Parameters are named as in the author's published weights.</remarks>
/// <example><code>
/// var net = new SstNet(new SstOptions { Classes = 5 });
/// Tensor scores = net.call(mask, embeddings);   // [B, n], [B, n, 37, 1280] → [B, 5]
/// </code></example>
public sealed class SstNet : nn.Module<Tensor, Tensor, Tensor>
{
    private const string Depth = "depth_emb";
    private readonly Sequential detectParts;

    /// <summary>Makes the network with fresh weights (section 4.2).</summary>
    /// <param name="options">Sizes and order of layers; the paper's for SST-5/R where absent.</param>
    public SstNet(SstOptions? options = null)
        : base(nameof(SstNet))
    {
        Options = options ?? new SstOptions();
        // Figure 5 (b): zeros, so that at first no depth differs from another.
        register_parameter(Depth, new Parameter(zeros([Options.Layers, Options.Width])));
        detectParts = PartDetector(Options);
        ToComposites = new EmRouting(Options.FirstRouting, Options.Routing);
        ToLabels = new EmRouting(Options.SecondRouting, Options.Routing);
        register_module("detect_parts", detectParts);
        register_module("routings", nn.ModuleList<nn.Module>(ToComposites, ToLabels));
    }

    /// <summary>Sizes and order of layers.</summary>
    public SstOptions Options { get; }

    /// <summary>Where the parameters are.</summary>
    public Device Device => get_parameter(Depth)!.device;

    /// <summary>The first routing: any number of input capsules to 64 composite parts.</summary>
    public EmRouting ToComposites { get; }

    /// <summary>The second routing: composite parts to labels.</summary>
    public EmRouting ToLabels { get; }

    /// <summary>The released network for SST-5 or SST-2 from its safetensors file; sizes are read from the shapes there.</summary>
    /// <exception cref="InvalidDataException">A parameter is missing, unknown or of another shape, by name.</exception>
    public static SstNet LoadReleased(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        long[] depth = Shape(Depth, 2), affine = Shape("detect_parts.0.weight", 2), labels = Shape("routings.1.W", 4);
        var net = new SstNet(new SstOptions
        {
            Layers = (int)depth[0],
            Width = (int)depth[1],
            Parts = (int)affine[0],
            CapsuleSize = (int)labels[3],
            Classes = (int)labels[1],
            PreNorm = false,
        });
        net.Load(file);
        net.eval();
        return net;

        long[] Shape(string name, int dimensions) =>
            file.Tensors.TryGetValue(name, out SafetensorsEntry? entry) && entry.Shape.Count == dimensions
                ? [.. entry.Shape]
                : throw new InvalidDataException($"{path}: no '{name}' with {dimensions} dimensions; released weights of an SST network have it");
    }

    /// <summary>Label scores, before a softmax. [B, n], [B, n, l, m] → [B, K]</summary>
    /// <param name="mask">1 for a token, 0 for padding, between where mixup joined the two.</param>
    /// <param name="embeddings">Embeddings of every token at every depth; any finite numbers where padded.</param>
    public override Tensor forward(Tensor mask, Tensor embeddings)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(Run(mask, embeddings).Labels.Scores);
    }

    /// <summary>What both routings give; with their iterations on request.</summary>
    /// <exception cref="ArgumentException">Shapes that do not fit the network or each other.</exception>
    public (EmResult Composites, EmResult Labels) Run(Tensor mask, Tensor embeddings, bool trace = false)
    {
        Check(mask, embeddings);
        using DisposeScope scope = NewDisposeScope();
        long B = mask.shape[0], n = mask.shape[1], l = Options.Layers;
        Tensor x = embeddings + get_parameter(Depth)!;   // [B, n, l, m], figure 5 (b)
        Tensor mu = detectParts.call(x).reshape(B, n * l, 1, Options.Parts);   // [B, n·l, 1, 64], (c) and (d)
        Tensor a = InputScores(mask).unsqueeze(-1).expand(B, n, l).reshape(B, n * l);   // [B, n·l]
        EmResult composites = ToComposites.Route(a, mu, trace: trace);   // (e)
        EmResult labels = ToLabels.Route(composites.Scores, composites.Capsules, trace: trace);
        foreach (Tensor kept in Tensors(composites).Concat(Tensors(labels)))
            scope.MoveToOuter(kept);
        return (composites, labels);
    }

    /// <summary>a = log(x / (1 − x)): +∞ for a token, −∞ for padding (figure 5 (d)).</summary>
    public static Tensor InputScores(Tensor mask) => (mask / (1 - mask)).log();

    /// <summary>Fills the network from a file; the constant that the released files carry beside the parameters is passed over.</summary>
    /// <exception cref="InvalidDataException">A parameter is missing, unknown or of another shape, by name.</exception>
    public void Load(SafetensorsFile file)
    {
        HashSet<string> left = [.. file.Tensors.Keys.Where(name => !name.EndsWith(".CONST_one", StringComparison.Ordinal))];
        using IDisposable constant = no_grad();
        foreach ((string name, Parameter parameter) in named_parameters())
        {
            if (!left.Remove(name))
                throw new InvalidDataException($"{file.Path}: parameter '{name}' [{string.Join(", ", parameter.shape)}] is missing");
            if (!file.Entry(name).Shape.SequenceEqual(parameter.shape))
                throw new InvalidDataException($"{file.Path}: {file.Entry(name)} should be of shape [{string.Join(", ", parameter.shape)}]");
            using Tensor values = tensor(file.Floats(name), parameter.shape);
            parameter.copy_(values);
        }
        if (left.Count > 0)
            throw new InvalidDataException($"{file.Path}: '{left.First()}' is no parameter of an SST network");
    }

    private static IEnumerable<Tensor> Tensors(EmResult result) =>
        [result.Scores, result.Capsules, result.Variances, .. result.Iterations.SelectMany(i => new[] { i.R, i.Scores, i.Capsules, i.Variances })];

    private static Sequential PartDetector(SstOptions o)
    {
        Linear affine = nn.Linear(o.Width, o.Parts);
        nn.init.kaiming_normal_(affine.weight);
        nn.init.zeros_(affine.bias!);
        return o.PreNorm
            ? nn.Sequential(("0", nn.LayerNorm(o.Width)), ("1", affine), ("2", nn.SiLU()))
            : nn.Sequential(("0", affine), ("1", nn.SiLU()), ("2", nn.LayerNorm(o.Parts)));
    }

    private void Check(Tensor mask, Tensor embeddings)
    {
        long[] x = embeddings.shape, known = mask.shape;
        if (known.Length != 2 || x.Length != 4 || x[0] != known[0] || x[1] != known[1] || x[2] != Options.Layers || x[3] != Options.Width)
        {
            throw new ArgumentException(
                $"the network takes a mask [B, n] and embeddings [B, n, {Options.Layers}, {Options.Width}], not [{string.Join(", ", known)}] and [{string.Join(", ", x)}]");
        }
    }
}
