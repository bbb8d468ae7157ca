using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Over the numbers of a simplex; density ∝ ∏ xᵢ^(αᵢ−1).</summary>
public class Dirichlet : distributions.ExponentialFamily
{
    private static readonly Operator Sample = new("_sample_dirichlet"), Xlogy = new("xlogy", "Tensor");

    private readonly Tensor concentration;

    public Dirichlet(Tensor concentration, Generator? generator = null)
        : base(generator, Check(concentration).shape[..^1], concentration.shape[^1..]) =>
        this.concentration = concentration.alias().DetachFromDisposeScope();

    public override Tensor mean
    {
        get
        {
            using var total = concentration.sum(-1, keepdim: true);
            return concentration / total;
        }
    }

    public override Tensor variance
    {
        get
        {
            using var scope = NewDisposeScope();
            var total = concentration.sum(-1, keepdim: true);
            return (concentration * (total - concentration) / (total.square() * (total + 1))).MoveToOuterDisposeScope();
        }
    }

    public override Tensor rsample(params long[] sample_shape)
    {
        using var each = concentration.expand(ExtendedShape(sample_shape));
        return Sample.Call(each, generator);
    }

    public override Tensor log_prob(Tensor value)
    {
        using var scope = NewDisposeScope();
        var exponents = Xlogy.Call(concentration - 1, value).sum(-1);
        return (exponents + concentration.sum(-1).lgamma() - concentration.lgamma().sum(-1)).MoveToOuterDisposeScope();
    }

    public override Tensor entropy()
    {
        using var scope = NewDisposeScope();
        var total = concentration.sum(-1);
        var count = concentration.shape[^1];
        return (concentration.lgamma().sum(-1) - total.lgamma() - (count - total) * total.digamma()
            - ((concentration - 1) * concentration.digamma()).sum(-1)).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) concentration.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor Check(Tensor concentration) => concentration.ndim > 0
        ? concentration
        : throw new ArgumentException("concentration parameter must be at least one-dimensional.");
}

/// <summary>Over (0, 1); density ∝ x^(α−1)·(1−x)^(β−1), α and β being concentration1 and concentration0.</summary>
public class Beta : distributions.ExponentialFamily
{
    private readonly Dirichlet pair;

    public Beta(Tensor concentration1, Tensor concentration0, Generator? generator = null)
        : this(Pair(concentration1, concentration0, generator), generator)
    {
    }

    private Beta(Dirichlet pair, Generator? generator) : base(generator, pair.batch_shape) => this.pair = pair;

    public override Tensor mean => First(pair.mean);

    public override Tensor variance => First(pair.variance);

    public override Tensor rsample(params long[] sample_shape) => First(pair.rsample(sample_shape));

    public override Tensor log_prob(Tensor value)
    {
        using var rest = 1 - value;
        using var both = stack([value, rest], -1);
        return pair.log_prob(both);
    }

    public override Tensor entropy() => pair.entropy();

    protected override void Dispose(bool disposing)
    {
        if (disposing) pair.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor First(Tensor both)
    {
        using (both) return both.select(-1, 0);
    }

    private static Dirichlet Pair(Tensor one, Tensor zero, Generator? generator)
    {
        using var scope = NewDisposeScope();
        return new(stack(broadcast_tensors(one, zero), -1), generator);
    }
}
