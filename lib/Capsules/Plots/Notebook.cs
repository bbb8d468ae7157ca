using Capsules.Training;
using TorchSharp;

namespace Capsules.Plots;

/// <summary>What notebooks say again and again; <c>using static Capsules.Plots.Notebook;</c>.</summary>
public static class Notebook
{
    /// <summary>A check of a notebook's last cells: the cell fails with <paramref name="otherwise"/> where it does not hold.</summary>
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }

    /// <summary>Sets what the reader computed beside what the library computes, and prints whether they agree.</summary>
    /// <param name="yours">The reader's; null where there is nothing yet.</param>
    /// <returns>Whether they agree; <see cref="Require"/> makes a check of it.</returns>
    public static bool Agrees(string what, torch.Tensor? yours, torch.Tensor library, double tolerance = 1e-5)
    {
        static string Shape(torch.Tensor t) => $"[{string.Join(", ", t.shape)}]";
        var wrong = yours is null ? "nothing yet"
            : !yours.shape.SequenceEqual(library.shape) ? $"shape {Shape(yours)}; expected {Shape(library)}"
            : (yours - library).abs().max().ToDouble() is var most && most <= tolerance ? null
            : FormattableString.Invariant($"differs from the library by up to {most:G2}");
        Console.WriteLine($"{what}: {wrong ?? "right"}");
        return wrong is null;
    }

    /// <summary>The network of a recipe, found or trained with its progress shown; prints where it is from.</summary>
    public static TrainedNetwork Trained(NetworkRecipe recipe)
    {
        var log = new TrainingLog();
        var network = TrainedNetwork.Get(recipe, log.Batch, log.Epoch, cancellation: Session.Cancellation);
        Console.WriteLine(network.Origin);
        return network;
    }
}
