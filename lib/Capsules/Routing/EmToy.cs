using TorchSharp;
using static TorchSharp.torch;

namespace Capsules.Routing;

/// <summary>A routing small enough to watch: poses are points of a plane, and three groups of inputs each agree about one output.</summary>
/// <remarks>Every input votes for every output; votes for its own group's output lie together, all others are scattered.</remarks>
public sealed class EmToy
{
    private const int Groups = 3, GroupSize = 8;
    private static readonly double[,] Agreed = { { -2, -1 }, { 2, -1 }, { 0, 2 } };

    private readonly Tensor votes;
    private readonly EmResult result;

    /// <summary>Draws votes and routes them.</summary>
    /// <param name="spread">Standard deviation of votes that agree.</param>
    public EmToy(int seed, EmOptions? options = null, double spread = 0.25)
    {
        using var constant = no_grad();
        using var scope = NewDisposeScope();
        votes = MakeVotes(seed, spread);
        var n = votes.shape[0];
        // Poses are zero, so that an input's votes are its biases B, which need no algebra to be seen through.
        using var routing = new EmRouting(new EmShape(1, 2, 2, n, Groups), options);
        routing.get_parameter("B")!.copy_(votes.unsqueeze(2));
        result = routing.Route(full([1, n], double.PositiveInfinity), zeros([1, n, 1, 2]), trace: true);
        foreach (var kept in result.Tensors().Append(votes)) scope.Detach(kept);
    }

    /// <summary>Votes of 24 inputs for three outputs. [24, 3, 2]</summary>
    /// <inheritdoc cref="EmToy(int, EmOptions, double)"/>
    public static Tensor MakeVotes(int seed, double spread = 0.25)
    {
        manual_seed(seed);
        var votes = 1.5 * randn([Groups * GroupSize, Groups, 2]);
        for (var i = 0; i < Groups * GroupSize; i++)
            for (var h = 0; h < 2; h++) votes[i, i / GroupSize, h] = Agreed[i / GroupSize, h] + spread * randn([1]).item<float>();
        return votes;
    }

    /// <summary>Iterations routed.</summary>
    public int Iterations => result.Iterations.Count;

    /// <summary>R of an iteration, counted from 0. [n, m]</summary>
    public double[,] R(int iteration) => result.Iterations[iteration].R[0].Matrix();

    /// <summary>Each input's vote for the output it belongs to most. [n, 2]</summary>
    public double[,] Votes(int iteration)
    {
        double[,] r = R(iteration), all = votes.flatten(1).Matrix(), chosen = new double[r.GetLength(0), 2];
        for (var i = 0; i < r.GetLength(0); i++)
        {
            var owner = Enumerable.Range(0, Groups).MaxBy(j => r[i, j]);
            (chosen[i, 0], chosen[i, 1]) = (all[i, 2 * owner], all[i, 2 * owner + 1]);
        }
        return chosen;
    }

    /// <summary>μ after an iteration. [m, 2]</summary>
    public double[,] Mu(int iteration) => result.Iterations[iteration].Capsules[0].flatten(1).Matrix();

    /// <summary>σ² after an iteration. [m, 2]</summary>
    public double[,] Sig2(int iteration) => result.Iterations[iteration].Variances[0].flatten(1).Matrix();
}
