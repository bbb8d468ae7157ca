using System.Diagnostics;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>What would end the process in native code, or let it grow, over the real package.</summary>
[Collection("live tensors")]
public class NativeSafetyTests
{
    [Fact]
    public void TheKernelOfRoutingByAgreementSurvivesAScopeThatClosesBeforeTheBackwardPass()
    {
        using var outer = NewDisposeScope();
        var votes = randn([20, 4, 3, 5], requires_grad: true);
        var priors = zeros([4, 3], requires_grad: true);
        Tensor capsules;
        using (var inner = NewDisposeScope())
        {
            var output = new Rba(new RbaOptions(3)).Route(votes, priors);
            Assert.False(output.Couplings.requires_grad);
            capsules = output.Capsules.MoveToOuterDisposeScope();
        }

        capsules.square().sum().backward();
        Assert.True(votes.grad!.abs().sum().item<float>() > 0);
        Assert.True(priors.grad!.isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(4, 3, ScalarType.Float32, "[any, 4, 3]")]
    [InlineData(4, 2, ScalarType.Float64, "Float64")]
    public void ALayerRefusesCapsulesThatItsMatricesCannotTake(long n, long d, ScalarType type, string expected)
    {
        using var scope = NewDisposeScope();
        using var layer = expected.StartsWith('[') ? new CapsuleLayer(4, 3, 2, 5, new Rba()) : new CapsuleLayer(4, 2, 2, 5, new Rba());
        var u = randn([1, expected.StartsWith('[') ? n + 1 : n, d], type);
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => layer.Route(u)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RoutingsRefuseWhatDoesNotFit()
    {
        using var scope = NewDisposeScope();
        var votes = randn(2, 4, 3, 5);
        Assert.Contains("[4, 3]; it was given [3, 4]", Assert.Throws<ArgumentException>(() => new Rba().Route(votes, zeros(3, 4))).Message, StringComparison.Ordinal);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => new Rba().Route(votes, zeros([4, 3], float64))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new UniformRouting().Route(votes[0], zeros(4, 3)));
        using var attention = new SelfAttention(8);
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => attention.call(randn([1, 2, 8], float64))).Message, StringComparison.Ordinal);
        using var em = new EmRouting(new EmShape(1, 4, 4, NOut: 2));
        Assert.Contains("Float64", Assert.Throws<ArgumentException>(() => em.Route(zeros([1, 3], float64), randn([1, 3, 1, 4], float64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HundredsOfStepsLeaveNoTensorAndNoMemoryBehind()
    {
        using var outer = NewDisposeScope();
        using var model = new CapsNet(CapsNetOptions.AffNist with { Capsules = 4, Dim = 4, RoutingLayers = 1, Decoder = false }, new Rba(new RbaOptions(2)));
        var adam = optim.Adam(model.parameters());
        var (x, labels) = (rand(4, 1, 40, 40), tensor(new long[] { 1, 2, 3, 4 }));
        long tensors = 0, memory = 0;
        for (var step = 1; step <= 400; step++)
        {
            using (var scope = NewDisposeScope())
            {
                adam.zero_grad();
                Losses.Total(model.Run(x, labels), x, labels).backward();
                adam.step();
            }

            if (step == 20) (tensors, memory) = Now();
        }

        var (tensorsAfter, memoryAfter) = Now();
        Assert.Equal(tensors, tensorsAfter);
        Assert.InRange(memoryAfter, 0, memory * 105 / 100);

        static (long, long) Now()
        {
            LiveTensors.Settle();
            using var process = Process.GetCurrentProcess();
            return (Tensor.TotalCount, process.WorkingSet64);
        }
    }
}
