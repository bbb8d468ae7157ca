using Capsules.Networks;
using Capsules.Routing;

namespace Capsules.Sweeps;

/// <summary>The two routings the paper sets beside each other.</summary>
internal enum SweepRouting
{
    /// <summary>Routing-by-agreement.</summary>
    Rba,

    /// <summary>Uniform routing: every coupling 1/m.</summary>
    Uniform,
}

/// <summary>One run of a sweep.</summary>
/// <param name="Seed">Seed of the weights, the order and the places.</param>
internal sealed record SweepMember(SweepTask Task, Architecture Architecture, SweepRouting Routing, int Seed)
{
    /// <summary>What its files are called.</summary>
    internal string Name => RunHeader.NameOf(Task.Name, Architecture, RoutingName, Seed);

    internal string RoutingName => NameOf(Routing);

    internal static string NameOf(SweepRouting routing) => routing.ToString().ToLowerInvariant();

    /// <summary>The member whose run a result file describes.</summary>
    internal static SweepMember Of(RunHeader header) =>
        new(header.Task == SweepTask.Cifar10.Name ? SweepTask.Cifar10 : SweepTask.AffNist, header.Architecture,
            Enum.Parse<SweepRouting>(header.Routing, ignoreCase: true), header.Seed);

    /// <summary>The network before its training.</summary>
    internal CapsNet Make(SweepSettings settings) => new(
        Task.NetworkOf(Architecture) with { InitialStd = settings.InitialStd, Closing = settings.Closing },
        Routing == SweepRouting.Rba
            ? new Rba(new RbaOptions(settings.Iterations, Softmax: settings.Softmax, Squash: settings.Squash))
            : new UniformRouting(settings.Squash));
}

/// <summary>The members of a sweep, in order.</summary>
internal static class SweepList
{
    /// <summary>The product of the lists, architecture by architecture, with both routings of a seed beside each other.</summary>
    /// <param name="depths">Routing layers; null for the paper's, as with the two lists after it.</param>
    internal static IReadOnlyList<SweepMember> Members(
        SweepTask task, IReadOnlyList<int>? depths, IReadOnlyList<int>? capsules, IReadOnlyList<int>? dims,
        IReadOnlyList<SweepRouting> routings, IReadOnlyList<int> seeds) =>
    [
        .. from architecture in Architectures(task, depths, capsules, dims)
           from seed in seeds
           from routing in routings
           select new SweepMember(task, architecture, routing, seed),
    ];

    /// <summary>The architectures: the product of the lists, without those of the paper's lists that it did not train.</summary>
    /// <remarks>
    /// The paper says how many it trained and that the largest filled the GPU's memory, not which they were; those with the fewest routing
    /// parameters are taken. Three lists given are taken whole.
    /// </remarks>
    internal static IReadOnlyList<Architecture> Architectures(
        SweepTask task, IReadOnlyList<int>? depths = null, IReadOnlyList<int>? capsules = null, IReadOnlyList<int>? dims = null)
    {
        var all = Product(depths ?? task.Depths, capsules ?? task.CapsuleCounts, dims ?? task.Dims);
        if (depths is not null && capsules is not null && dims is not null) return all;
        var untrained = Product(task.Depths, task.CapsuleCounts, task.Dims)
            .OrderBy(a => ParameterCount.Of(task.NetworkOf(a)).Routing).Skip(task.PaperCount).ToHashSet();
        return [.. all.Where(a => !untrained.Contains(a))];
    }

    private static IReadOnlyList<Architecture> Product(IReadOnlyList<int> depths, IReadOnlyList<int> capsules, IReadOnlyList<int> dims) =>
        [.. from depth in depths from n in capsules from dim in dims select new Architecture(depth, n, dim)];

    /// <summary>The numbers of an option; null where it was not given.</summary>
    /// <exception cref="ArgumentException">No number, one that is none, too small, or given twice.</exception>
    internal static IReadOnlyList<int>? Numbers(string option, string? text, int least = 1)
    {
        if (text is null) return null;
        return
        [
            .. Split(option, text).Select(part => int.TryParse(part, out var number) && number >= least
                ? number
                : throw new ArgumentException($"{option}: '{part}' must be an integer ≥ {least}")),
        ];
    }

    /// <summary>The routings of <c>--routing</c>.</summary>
    /// <exception cref="ArgumentException">None, or an unknown one.</exception>
    internal static IReadOnlyList<SweepRouting> Routings(string text) =>
    [
        .. Split("--routing", text).Select(part => part switch
        {
            "rba" => SweepRouting.Rba,
            "uniform" => SweepRouting.Uniform,
            _ => throw new ArgumentException($"--routing: '{part}' is unknown; there are rba and uniform"),
        }),
    ];

    /// <summary>A member by its number, the first being 1.</summary>
    /// <exception cref="ArgumentException">There is no such member.</exception>
    internal static SweepMember At(IReadOnlyList<SweepMember> members, int index) =>
        index >= 1 && index <= members.Count
            ? members[index - 1]
            : throw new ArgumentException($"--index is {index}; the list has members 1 to {members.Count} (--list prints them)");

    private static string[] Split(string option, string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) throw new ArgumentException($"{option} is empty; it takes values with commas between them");
        return parts.Distinct().Count() == parts.Length
            ? parts
            : throw new ArgumentException($"{option}: a value is given twice in '{text}'");
    }
}
