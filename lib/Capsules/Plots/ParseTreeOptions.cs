namespace Capsules.Plots;

/// <summary>How a parse tree is drawn.</summary>
public sealed record ParseTreeOptions
{
    /// <summary>Title of the figure.</summary>
    public string? Title { get; init; }

    /// <summary>Capsules whose norm is below this are drawn as dead, in red.</summary>
    public double DeadBelow { get; init; } = 0.01;

    /// <summary>The coupling of the darkest edge; where null the greatest in the figure, but at least 4/m. Give one for figures to be compared.</summary>
    public double? GreatestCoupling { get; init; }

    /// <summary>Edges weaker than this part of the greatest coupling are left out: they would grey the figure and cannot be told apart.</summary>
    public double LeastShare { get; init; } = 0.1;

    /// <summary>Names of the layers, lowest first; numbers where null.</summary>
    public IReadOnlyList<string>? LayerNames { get; init; }

    /// <summary>Names of the last layer's capsules; none where null.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = Theme.Width;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 430;

    /// <summary>Pixels of the height that a slider below will take.</summary>
    internal int SliderRoom { get; init; }
}
