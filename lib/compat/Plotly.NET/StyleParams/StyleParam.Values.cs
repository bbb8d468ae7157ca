using System.Globalization;

namespace Plotly.NET;

/// <summary>The words plotly.js knows for each property.</summary>
public static partial class StyleParam
{
    /// <summary>Colours for numbers, from the least to the greatest.</summary>
    public sealed class Colorscale : IStyleValue
    {
        private readonly object value;

        private Colorscale(object value) => this.value = value;

        public static Colorscale Cividis { get; } = new("Cividis");

        public static Colorscale Greys { get; } = new("Greys");

        public static Colorscale RdBu { get; } = new("RdBu");

        public static Colorscale Viridis { get; } = new("Viridis");

        public static Colorscale NewCustom(IEnumerable<Tuple<double, Color>> item) => new(item);

        public object Convert() => value;

        public override string ToString() => value as string ?? "Custom";
    }

    /// <summary>An axis of the plane: <c>x</c>, <c>y2</c>, or none.</summary>
    public sealed class LinearAxisId : IStyleValue
    {
        private readonly string value;

        private LinearAxisId(string value) => this.value = value;

        public static LinearAxisId Free { get; } = new("free");

        public static LinearAxisId NewX(int item) => new(Numbered("x", item));

        public static LinearAxisId NewY(int item) => new(Numbered("y", item));

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>A part of the layout that can be there several times.</summary>
    public sealed class SubPlotId : IStyleValue
    {
        private readonly string value;

        private SubPlotId(string value) => this.value = value;

        public static SubPlotId NewColorAxis(int item) => new(Numbered("coloraxis", item));

        public static SubPlotId NewXAxis(int item) => new(Numbered("xaxis", item));

        public static SubPlotId NewYAxis(int item) => new(Numbered("yaxis", item));

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>The two ends of an axis; the greater first turns it round.</summary>
    public sealed class Range : IStyleValue
    {
        private readonly IConvertible[] ends;

        private Range(params IConvertible[] ends) => this.ends = ends;

        public static Range NewMinMax(IConvertible item1, IConvertible item2) => new(item1, item2);

        public static Range ofMinMax<a, b>(a min, b max)
            where a : IConvertible
            where b : IConvertible => new(min, max);

        public object Convert() => ends;

        public override string ToString() => $"[{string.Join(", ", ends.Select(end => end.ToString(CultureInfo.InvariantCulture)))}]";
    }

    private static string Numbered(string name, int number) =>
        number < 2 ? name : name + number.ToString(CultureInfo.InvariantCulture);
}
