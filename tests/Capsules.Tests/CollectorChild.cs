using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>Custom functions and trainings beside a garbage collector that never rests, in a process of its own (<see cref="TestChild"/>).</summary>
internal static class CollectorChild
{
    /// <summary>A custom function, forward and backward, while another thread collects without pause.</summary>
    internal static void Differentiate(int times)
    {
        set_num_threads(1);
        Beside(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        });
        var w = randn([64, 64], requires_grad: true);
        for (var k = 0; k < times; k++)
        {
            using var scope = NewDisposeScope();
            Square.apply(w).sum().backward();
            w.grad!.zero_();
        }
    }

    /// <summary>Two layers in training while another thread allocates; nothing forces a collection.</summary>
    internal static void Train(int steps)
    {
        manual_seed(1);
        var rest = new object[64];
        var k = 0;
        Beside(() =>
        {
            rest[k % 64] = new byte[1000];
            if (k++ % 100 == 0) Thread.Sleep(1);
        });
        CapsuleLayer[] layers = [new(16, 8, 16, 8, new Rba(new RbaOptions(3))), new(16, 8, 10, 16, new Rba(new RbaOptions(3)))];
        var adam = optim.Adam(layers.SelectMany(l => l.parameters()), 1e-3);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            layers[1].forward(layers[0].forward(randn([64, 16, 8]))).square().sum().backward();
            adam.step();
        }
    }

    private static void Beside(Action work) => new Thread(() =>
    {
        while (true) work();
    })
    { IsBackground = true }.Start();

    private sealed class Square : autograd.SingleTensorFunction<Square>
    {
        public override string Name => nameof(Square);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([(Tensor)vars[0]]);
            return ((Tensor)vars[0]).square();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [(2 * ctx.get_saved_variables()[0] * grad_output).DetachFromDisposeScope()];
    }
}
