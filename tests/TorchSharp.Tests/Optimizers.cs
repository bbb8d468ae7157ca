using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

public class Optimizers
{
    private static readonly double[] Start = [0.5, -1.5, 2.0];

    // A quartic bowl: gradient 4·k·x³ with a different slope in each direction.
    private static double Slope(double x, int k) => 4 * (k + 1) * x * x * x;

    private static double[] Run(Func<Parameter, optim.Optimizer> make, int steps)
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(tensor(Start));
        using var optimizer = make(x);
        var weights = tensor(new[] { 1.0, 2, 3 });
        for (var step = 0; step < steps; step++)
        {
            optimizer.zero_grad();
            (x.pow(4) * weights).sum().backward();
            optimizer.step();
        }
        return x.data<double>().ToArray();
    }

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(0.1, false, false)]
    [InlineData(0.1, true, false)]
    [InlineData(0, false, true)]
    public void AdamAgreesWithItsFormula(double decay, bool decoupled, bool amsgrad)
    {
        var x = (double[])Start.Clone();
        double[] m = new double[3], v = new double[3], largest = new double[3];
        for (var t = 1; t <= 20; t++)
            for (var i = 0; i < 3; i++)
            {
                var g = Slope(x[i], i);
                if (decoupled) x[i] *= 1 - 0.01 * decay;
                else g += decay * x[i];
                m[i] = 0.9 * m[i] + 0.1 * g;
                v[i] = 0.999 * v[i] + 0.001 * g * g;
                largest[i] = Math.Max(largest[i], v[i]);
                var scale = Math.Sqrt((amsgrad ? largest[i] : v[i]) / (1 - Math.Pow(0.999, t))) + 1e-8;
                x[i] -= 0.01 * (m[i] / (1 - Math.Pow(0.9, t))) / scale;
            }
        var found = Run(
            p => decoupled ? optim.AdamW([p], 0.01, weight_decay: decay, amsgrad: amsgrad) : optim.Adam([p], 0.01, weight_decay: decay, amsgrad: amsgrad), 20);
        for (var i = 0; i < 3; i++) Assert.Equal(x[i], found[i], 1e-12);
    }

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0.9, 0, false)]
    [InlineData(0.9, 0.1, true)]
    public void SgdAgreesWithItsFormula(double momentum, double decay, bool nesterov)
    {
        var x = (double[])Start.Clone();
        var buffer = new double[3];
        for (var t = 0; t < 20; t++)
            for (var i = 0; i < 3; i++)
            {
                var g = Slope(x[i], i) + decay * x[i];
                buffer[i] = momentum * buffer[i] + g;
                x[i] -= 0.001 * (nesterov ? g + momentum * buffer[i] : momentum == 0 ? g : buffer[i]);
            }
        var found = Run(p => optim.SGD([p], 0.001, momentum, 0, decay, nesterov), 20);
        for (var i = 0; i < 3; i++) Assert.Equal(x[i], found[i], 1e-12);
    }

    [Fact]
    public void GroupsTrainAtTheirOwnRates()
    {
        using var scope = NewDisposeScope();
        var (slow, fast) = (new Parameter(zeros(1)), new Parameter(zeros(1)));
        using var optimizer = optim.SGD([new SGD.ParamGroup([slow], 0.1), new SGD.ParamGroup { Parameters = [fast] }], 1);
        (slow + fast).sum().backward();
        optimizer.step();
        Assert.Equal(-0.1f, slow.item<float>());
        Assert.Equal(-1f, fast.item<float>());
    }

    [Fact]
    public void AResumedOptimizerGoesOnExactly()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (new Parameter(tensor(Start)), new Parameter(tensor(Start)));
        using var first = optim.Adam([a], 0.01);
        void Step(Parameter x, optim.Optimizer optimizer)
        {
            optimizer.zero_grad();
            x.pow(4).sum().backward();
            optimizer.step();
        }
        for (var i = 0; i < 5; i++) Step(a, first);
        using (no_grad()) b.copy_(a);
        using var second = optim.Adam([b], 0.5);
        second.load_state_dict(first.state_dict());
        for (var i = 0; i < 5; i++)
        {
            Step(b, second);
        }
        using var reference = optim.Adam([new Parameter(tensor(Start))], 0.01);
        var c = reference.parameters().Single();
        for (var i = 0; i < 10; i++) Step(c, reference);
        Assert.True(b.Equals(c));
    }

    [Fact]
    public void AParameterWithoutGradientStaysAndLags()
    {
        using var scope = NewDisposeScope();
        var (used, unused) = (new Parameter(ones(2)), new Parameter(ones(2)));
        using var optimizer = optim.Adam([used, unused], 0.1);
        used.sum().backward();
        optimizer.step();
        Assert.True(unused.Equals(ones(2)));
        unused.sum().backward();
        optimizer.step();
        Assert.Equal([2, 1], optimizer.state_dict().State.Select(state => ((Adam.State)state).step));
        Assert.Equal(0.9f, unused[0].item<float>(), 1e-6f);
    }
}
