using Capsules.Language;
using Capsules.Networks;
using Plotly.NET;

namespace Capsules.Plots;

/// <summary>What a box of an architecture stands for; it decides the color.</summary>
public enum BlockKind
{
    /// <summary>Numbers that are not capsules: pictures, features, embeddings, labels.</summary>
    Data,

    /// <summary>A layer of capsules.</summary>
    Capsules,

    /// <summary>What the training minimizes.</summary>
    Loss,
}

/// <summary>A box of an architecture.</summary>
/// <param name="Shape">Its numbers, such as "16 × 8".</param>
/// <param name="By">What computes it, written beside the arrow that leads to it; none where empty.</param>
public sealed record Block(string Name, string Shape, BlockKind Kind = BlockKind.Data, string By = "");

public static partial class Plot
{
    private const double BoxHeight = 74, LineHeight = 15, RowHeight = 150;

    /// <summary>A network as boxes and arrows, from left to right.</summary>
    /// <remarks>Columns of equally many boxes are joined row by row; otherwise an arrow leads from every box of the one to every box of
    /// the next. Figure 1 of Mitterreiter et al. (2023), figures 3 and 5 of Heinsen (2019): see <see cref="Architectures"/>.</remarks>
    /// <exception cref="ArgumentException">No column, or one without a box.</exception>
    public static GenericChart Architecture(IReadOnlyList<IReadOnlyList<Block>> columns, string? title = null, int width = 900)
    {
        if (columns.Count == 0 || columns.Any(column => column.Count == 0))
            throw new ArgumentException("An architecture needs at least one column, and each column at least one box.", nameof(columns));
        var height = RowHeight * columns.Max(column => column.Count);
        var layout = Theme.Layout(title, width, (int)height + Theme.Above(title, width) + 8, left: 8, right: 8, bottom: 8);
        var step = (width - 16.0) / columns.Count;
        var box = step * 0.62;   // the rest is room for the arrow
        Box[][] boxes = [.. columns.Select((column, k) => column.Select((block, row) =>
            new Box(block, (k * step) + (box / 2) + (step * 0.19), height * (row + 0.5) / column.Count)).ToArray())];
        var all = boxes.SelectMany(column => column);
        layout.With(new
        {
            xaxis = Theme.Hidden(0, width - 16),
            yaxis = Theme.Hidden(height, 0),
            shapes = all.Select(at => new
            {
                type = "rect", xref = "x", yref = "y", x0 = at.X - (box / 2), x1 = at.X + (box / 2), y0 = at.Y - (BoxHeight / 2), y1 = at.Y + (BoxHeight / 2),
                line = new { color = BlockColor(at.Block.Kind), width = 2 }, fillcolor = Theme.Faint(BlockColor(at.Block.Kind), 0.1),
            }),
            annotations = (object[])
            [
                .. all.SelectMany(at => (object[])[Text($"<b>{at.Block.Name}</b>", at.X, at.Y - (at.Block.Shape.Length > 0 ? 13 : 0)), Text(at.Block.Shape, at.X, at.Y + 20)]),
                .. boxes.Zip(boxes.Skip(1)).SelectMany(pair => Joined(pair.First, pair.Second)).Select(arrow => Arrow(arrow.From, arrow.To, box)),
                .. boxes.SelectMany((column, k) => column.Where(at => at.Block.By.Length > 0).Select((at, row) =>
                    k > 0 && boxes[k - 1].Length > column.Length ? ByAbove(at) : By(at, step, below: row > 0))),
            ],
        });
        return Figure.Of(layout, []);
    }

    private sealed record Box(Block Block, double X, double Y);

    private static IEnumerable<(Box From, Box To)> Joined(Box[] from, Box[] to) =>
        from.Length == to.Length ? from.Zip(to) : from.SelectMany(_ => to, (a, b) => (a, b));

    private static string BlockColor(BlockKind kind) => kind switch { BlockKind.Capsules => Theme.Color(0), BlockKind.Loss => Theme.Color(1), _ => Theme.Color(6) };

    // Above the arrow; below it in a lower row, where an arrow may come from above.
    private static object By(Box at, double step, bool below)
    {
        var away = (BoxHeight / 2) + (LineHeight * at.Block.By.Split("<br>").Length / 2) + 2;
        return Text(at.Block.By, at.X - (step / 2), at.Y + (below ? away : -away), 11);
    }

    // Where arrows meet, above the box.
    private static object ByAbove(Box at) => Text(at.Block.By, at.X, at.Y - (BoxHeight / 2) - LineHeight, 11);

    private static object Text(string text, double x, double y, int size = 12) => new
    {
        text, x, y, xref = "x", yref = "y", showarrow = false, font = new { size }, xanchor = "center", yanchor = "middle",
    };

    private static object Arrow(Box from, Box to, double box) => new
    {
        text = "", showarrow = true, arrowhead = 2, arrowwidth = 1.5, arrowcolor = Theme.Text,
        x = to.X - (box / 2) - 2, y = to.Y, ax = from.X + (box / 2) + 2, ay = from.Y, xref = "x", yref = "y", axref = "x", ayref = "y",
    };
}

/// <summary>The papers' networks as boxes, for <see cref="Plot.Architecture"/>.</summary>
public static class Architectures
{
    /// <summary>A capsule network with routing-by-agreement (Mitterreiter et al., 2023, figure 1).</summary>
    public static IReadOnlyList<IReadOnlyList<Block>> CapsNet(CapsNetOptions? options = null)
    {
        options ??= new CapsNetOptions();
        var picture = $"{options.Channels} × {options.ImageSize} × {options.ImageSize}";
        Block Layer(int l) => new($"layer {l}", $"{options.Capsules} × {options.Dim}", BlockKind.Capsules, "routing");
        // All layers between the first and the last are alike: where there are many, the second and the last but one stand for them.
        var between = options.RoutingLayers - 1;
        Block[] shown = between <= 2 ? [.. Enumerable.Range(2, between).Select(Layer)]
            : [Layer(2), Layer(options.RoutingLayers) with { By = between == 2 ? "routing" : "… routing …" }];
        return
        [
            [new Block("picture", picture)],
            [new Block("PrimeCaps", $"{options.Capsules} × {options.Dim}", BlockKind.Capsules, "backbone,<br>squash")],
            .. shown.Select(block => new[] { block }),
            [new Block("class<br>capsules", $"{options.Classes} × {options.ClassDim}", BlockKind.Capsules, "routing")],
            options.Decoder
                ? [new Block("margin<br>loss", "", BlockKind.Loss, "lengths"), new Block("reconstruc-<br>tion loss", picture, BlockKind.Loss, "decoder")]
                : [new Block("margin<br>loss", "", BlockKind.Loss, "lengths")],
        ];
    }

    /// <summary>The network for smallNORB (Heinsen 2019, figure 3).</summary>
    public static IReadOnlyList<IReadOnlyList<Block>> SmallNorb =>
    [
        [new Block("stereo pair", "2 × 96 × 96")],
        [new Block("with<br>coordinates", "4 × 96 × 96", By: "+ x, y in<br>−1 … 1")],
        [new Block("features", "64 × 9 × 9", By: "6 × (BN, conv<br>3 × 3, Swish)")],
        [new Block("scores a", "5,184", BlockKind.Capsules, "BN, conv<br>1 × 1"), new Block("poses μ", "… × 4 × 4", BlockKind.Capsules, "BN, conv<br>1 × 1")],
        [new Block("larger<br>parts", "64 × 4 × 4", BlockKind.Capsules, "EM routing")],
        [new Block("toys", "5 × 4 × 4", BlockKind.Capsules, "EM routing")],
        [new Block("cross<br>entropy", "", BlockKind.Loss, "scores")],
    ];

    /// <summary>The network for the Stanford Sentiment Treebank (Heinsen 2019, figure 5).</summary>
    public static IReadOnlyList<IReadOnlyList<Block>> Sst(SstOptions? options = null)
    {
        options ??= new SstOptions();
        return
        [
            [new Block("mask", "t tokens"), new Block("embeddings", $"t × {options.Layers} × {options.Width}")],
            [
                new Block("scores a", $"{options.Layers} t", BlockKind.Capsules, "log x/(1−x)"),
                new Block("poses μ", $"… × 1 × {options.Parts}", BlockKind.Capsules, "+ depth, affine,<br>Swish"),
            ],
            [new Block("composite<br>parts", $"{options.Parts} × 1 × {options.CapsuleSize}", BlockKind.Capsules, "EM routing")],
            [new Block("labels", $"{options.Classes} × 1 × {options.CapsuleSize}", BlockKind.Capsules, "EM routing")],
            [new Block("cross<br>entropy", "", BlockKind.Loss, "scores")],
        ];
    }
}
