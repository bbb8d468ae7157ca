using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

public class RoutingGolden
{
    public static TheoryData<string, ScalarType, RoutingForm> Cases()
    {
        var cases = new TheoryData<string, ScalarType, RoutingForm>();
        foreach (var name in new[] { "rba-small", "rba-affnist-layer", "rba-uniform" })
            foreach (var type in new[] { ScalarType.Float64, ScalarType.Float32 })
                foreach (var form in Enum.GetValues<RoutingForm>())
                    cases.Add(name, type, form);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ForwardAndGradientsAgree(string name, ScalarType type, RoutingForm form)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(name);
        var u = golden["in.capsules", type].requires_grad_();
        var w = golden["param.weight", type].requires_grad_();
        var b = golden["param.priors", type].requires_grad_();

        var uHat = form == RoutingForm.Direct ? Votes.Direct(w, u) : Votes.Fast(w, u);
        var output = form == RoutingForm.Fast ? Routing(golden, form).Route(w, u, b) : Routing(golden, form).Route(uHat, b);
        (output.Capsules * golden["cotangent.capsules", type]).sum().backward();

        golden.Same("out.votes", uHat);
        golden.Same("out.capsules", output.Capsules);
        golden.Same("out.couplings", output.Couplings);
        golden.Same("grad.capsules", u.grad!);
        golden.Same("grad.param.weight", w.grad!);
        golden.Same("grad.param.priors", b.grad ?? zeros_like(b));
    }

    private static IVoteRouting Routing(Golden golden, RoutingForm form) => golden.Settings["routing"] == "uniform"
        ? new UniformRouting()
        : new Rba(new RbaOptions(int.Parse(golden.Settings["iterations"]), Form: form));
}

public class RoutingByAgreement
{
    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void WithoutIterationsIsRefused(int iterations)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new Rba(new RbaOptions(Iterations: iterations)));
        Assert.Contains("at least 1 iteration", error.Message);
        Assert.Contains(iterations.ToString(), error.Message);
    }

    [Fact]
    public void CouplingsOfEveryIterationSumToOneOverUpperCapsules()
    {
        using var scope = NewDisposeScope();
        foreach (var form in Enum.GetValues<RoutingForm>())
        {
            var output = new Rba(new RbaOptions(5, Form: form)).Route(randn([3, 7, 4, 6]), randn([7, 4]), trace: true);
            Assert.Equal(5, output.Trace.Count);
            foreach (var c in output.Trace)
            {
                Assert.Equal([3L, 7, 4], c.shape);
                Assert.True(c.sum(2).allclose(ones([3, 7])));
            }
        }
    }

    [Fact]
    public void FirstCouplingsAreTheSoftmaxOfThePriorsWhateverTheImage()
    {
        using var scope = NewDisposeScope();
        var b = randn([7, 4]);
        var first = new Rba().Route(randn([3, 7, 4, 6]), b, trace: true).Trace[0];
        Assert.True(first.allclose(b.softmax(1).expand(3, -1, -1)));
    }

    [Fact]
    public void GradientOfTheLastIterationTreatsCouplingsAsConstants()
    {
        using var scope = NewDisposeScope();
        foreach (var form in Enum.GetValues<RoutingForm>())
        {
            var uHat = randn([2, 5, 3, 4], dtype: float64).requires_grad_();
            var output = new Rba(new RbaOptions(3, RoutingGradient.LastIteration, form)).Route(uHat, zeros([5, 3], dtype: float64));
            output.Capsules.sum().backward();
            var again = uHat.detach().requires_grad_();
            Squash.Apply(einsum("bij,bijh->bjh", output.Couplings.detach(), again)).sum().backward();
            Assert.True(uHat.grad!.allclose(again.grad!, 1e-10, 1e-12));
        }
    }

    [Theory]
    [InlineData(SoftmaxOver.Lower, SquashKind.Exponential)]
    [InlineData(SoftmaxOver.Upper, SquashKind.Sabour)]
    [InlineData(SoftmaxOver.Lower, SquashKind.Sabour)]
    public void OtherSoftmaxAndSquashGiveTheSameInEveryForm(SoftmaxOver softmax, SquashKind squash)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (uHat, b) = (randn([2, 6, 3, 4]), randn([6, 3]));
        var results = Enum.GetValues<RoutingForm>().Select(form =>
        {
            var votes = uHat.detach().requires_grad_();
            var output = new Rba(new RbaOptions(4, Form: form, Softmax: softmax, Squash: squash)).Route(votes, b);
            Assert.True(output.Couplings.sum(softmax == SoftmaxOver.Lower ? 1 : 2).allclose(ones(1)));
            output.Capsules.square().sum().backward();
            return (output.Capsules, votes.grad!);
        }).ToList();
        Assert.All(results, r => Assert.True(
            r.Capsules.allclose(results[0].Capsules, 1e-4, 1e-5) && r.Item2.allclose(results[0].Item2, 1e-4, 1e-5)));
    }

    [Fact]
    public void PermutingLowerCapsulesChangesNothing()
    {
        using var scope = NewDisposeScope();
        var (uHat, b, order) = (randn([2, 6, 3, 4], dtype: float64), randn([6, 3], dtype: float64), randperm(6));
        var expected = new Rba().Route(uHat, b).Capsules;
        var permuted = new Rba().Route(uHat.index_select(1, order), b.index_select(0, order)).Capsules;
        Assert.True(expected.allclose(permuted, 1e-9, 1e-12));
    }
}

public class Squashing
{
    [Fact]
    public void KeepsDirectionsAndGivesTheLengthOfEquation1()
    {
        using var scope = NewDisposeScope();
        var u = tensor(new[,] { { 3.0, 4.0 }, { 0.03, -0.04 }, { -300, 400 } });
        var v = Squash.Apply(u);
        foreach (var (row, length) in new[] { (0, 5.0), (1, 0.05), (2, 500.0) })
        {
            var expected = 1 - Math.Exp(-length);
            Assert.Equal(expected, v[row].norm().item<double>(), 12);
            Assert.Equal(u[row, 0].item<double>() / length * expected, v[row, 0].item<double>(), 12);
        }
    }

    [Fact]
    public void OfSabourGivesTheLengthOfItsFormula()
    {
        using var scope = NewDisposeScope();
        var v = Squash.Apply(tensor(new[,] { { 3.0, 4.0 }, { 0.03, -0.04 } }), SquashKind.Sabour);
        foreach (var (row, length) in new[] { (0, 5.0), (1, 0.05) })
            Assert.Equal(length * length / (1 + length * length), v[row].norm().item<double>(), 12);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void HasAFiniteGradientAtZero(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var u = zeros([2, 3], dtype: type).requires_grad_();
        Squash.Apply(u).sum().backward();
        Assert.True(u.grad!.allclose(ones_like(u)), "g(u) is u near zero");
    }
}

public class CapsuleLayers
{
    [Fact]
    public void RefuseCapsulesOfAnotherShapeAndSayWhichTheyTake()
    {
        using var scope = NewDisposeScope();
        using var layer = new CapsuleLayer(16, 8, 10, 16, new Rba());
        var error = Assert.Throws<ArgumentException>(() => layer.Route(randn([2, 12, 8])));
        Assert.Contains("[any, 16, 8]", error.Message);
        Assert.Contains("[2, 12, 8]", error.Message);
    }

    [Fact]
    public void RefuseToBeMadeWithoutCapsules() =>
        Assert.Equal("upper", Assert.Throws<ArgumentOutOfRangeException>(() => new CapsuleLayer(16, 8, 0, 16, new Rba())).ParamName);
}
