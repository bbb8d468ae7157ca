using Capsules.Training;

namespace Capsules.Plots;

/// <summary>What notebooks say again and again; <c>using static Capsules.Plots.Notebook;</c>.</summary>
public static class Notebook
{
    /// <summary>A check of a notebook's last cells: the cell fails with <paramref name="otherwise"/> where it does not hold.</summary>
    /// <param name="holds">What must hold.</param>
    /// <param name="otherwise">What was found, and what was expected.</param>
    /// <exception cref="InvalidOperationException">It does not hold.</exception>
    public static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidOperationException(otherwise);
    }

    /// <summary>The network of a recipe, found or trained with its progress shown; prints where it is from.</summary>
    /// <param name="recipe">What to train.</param>
    public static TrainedNetwork Trained(NetworkRecipe recipe)
    {
        var log = new TrainingLog();
        var network = TrainedNetwork.Get(recipe, log.Batch, log.Epoch, cancellation: Session.Cancellation);
        Console.WriteLine(network.Origin);
        return network;
    }
}
