namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>How an axis reads its values.</summary>
    public sealed class AxisType : IStyleValue
    {
        private readonly string value;

        private AxisType(string value) => this.value = value;

        public static AxisType Auto { get; } = new("-");

        public static AxisType Linear { get; } = new("linear");

        public static AxisType Log { get; } = new("log");

        public static AxisType Date { get; } = new("date");

        public static AxisType Category { get; } = new("category");

        public static AxisType MultiCategory { get; } = new("multicategory");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>How ticks are placed.</summary>
    public sealed class TickMode : IStyleValue
    {
        private readonly string value;

        private TickMode(string value) => this.value = value;

        public static TickMode Auto { get; } = new("auto");

        public static TickMode Linear { get; } = new("linear");

        public static TickMode Array { get; } = new("array");

        public static TickMode Sync { get; } = new("sync");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>Which points answer to the pointer.</summary>
    public sealed class HoverMode : IStyleValue
    {
        private readonly string value;

        private HoverMode(string value) => this.value = value;

        public static HoverMode X { get; } = new("x");

        public static HoverMode Y { get; } = new("y");

        public static HoverMode Closest { get; } = new("closest");

        public static HoverMode False { get; } = new("FALSE");

        public static HoverMode XUnified { get; } = new("x unified");

        public static HoverMode YUnified { get; } = new("y unified");

        public object Convert() => value == "FALSE" ? false : value;

        public override string ToString() => value == "FALSE" ? "false" : value;
    }

    /// <summary>Whether subplots of a column share their x axis, and those of a row their y axis.</summary>
    public sealed class LayoutGridPattern : IStyleValue
    {
        private readonly string value;

        private LayoutGridPattern(string value) => this.value = value;

        public static LayoutGridPattern Independent { get; } = new("independent");

        public static LayoutGridPattern Coupled { get; } = new("coupled");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>The figure a shape draws.</summary>
    public sealed class ShapeType : IStyleValue
    {
        private readonly string value;

        private ShapeType(string value) => this.value = value;

        public static ShapeType Circle { get; } = new("circle");

        public static ShapeType Rectangle { get; } = new("rect");

        public static ShapeType SvgPath { get; } = new("path");

        public static ShapeType Line { get; } = new("line");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>Which vertical edge of a thing stands at its x.</summary>
    public sealed class XAnchorPosition : IStyleValue
    {
        private readonly string value;

        private XAnchorPosition(string value) => this.value = value;

        public static XAnchorPosition Auto { get; } = new("auto");

        public static XAnchorPosition Left { get; } = new("left");

        public static XAnchorPosition Center { get; } = new("center");

        public static XAnchorPosition Right { get; } = new("right");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>Which horizontal edge of a thing stands at its y.</summary>
    public sealed class YAnchorPosition : IStyleValue
    {
        private readonly string value;

        private YAnchorPosition(string value) => this.value = value;

        public static YAnchorPosition Auto { get; } = new("auto");

        public static YAnchorPosition Top { get; } = new("top");

        public static YAnchorPosition Middle { get; } = new("middle");

        public static YAnchorPosition Bottom { get; } = new("bottom");

        public object Convert() => value;

        public override string ToString() => value;
    }
}
