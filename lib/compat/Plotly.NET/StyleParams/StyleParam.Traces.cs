namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>What a scatter trace draws.</summary>
    public sealed class Mode : IStyleValue
    {
        private readonly string value;

        private Mode(string value) => this.value = value;

        public static Mode None { get; } = new("none");

        public static Mode Lines { get; } = new("lines");

        public static Mode Lines_Markers { get; } = new("lines+markers");

        public static Mode Lines_Text { get; } = new("lines+text");

        public static Mode Lines_Markers_Text { get; } = new("lines+markers+text");

        public static Mode Markers { get; } = new("markers");

        public static Mode Markers_Text { get; } = new("markers+text");

        public static Mode Text { get; } = new("text");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>What a scatter trace fills.</summary>
    public sealed class Fill : IStyleValue
    {
        private readonly string value;

        private Fill(string value) => this.value = value;

        public static Fill None { get; } = new("none");

        public static Fill ToZero_y { get; } = new("tozeroy");

        public static Fill ToZero_x { get; } = new("tozerox");

        public static Fill ToNext_y { get; } = new("tonexty");

        public static Fill ToNext_x { get; } = new("tonextx");

        public static Fill ToSelf { get; } = new("toself");

        public static Fill ToNext { get; } = new("tonext");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>Dashes of a line.</summary>
    public sealed class DrawingStyle : IStyleValue
    {
        private readonly string value;

        private DrawingStyle(string value) => this.value = value;

        public static DrawingStyle Solid { get; } = new("solid");

        public static DrawingStyle Dash { get; } = new("dash");

        public static DrawingStyle Dot { get; } = new("dot");

        public static DrawingStyle DashDot { get; } = new("dashdot");

        public static DrawingStyle LongDash { get; } = new("longdash");

        public static DrawingStyle LongDashDot { get; } = new("longdashdot");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>Upright or lying.</summary>
    public sealed class Orientation : IStyleValue
    {
        private readonly string value;

        private Orientation(string value) => this.value = value;

        public static Orientation Horizontal { get; } = new("h");

        public static Orientation Vertical { get; } = new("v");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>How bars of several series share a place.</summary>
    public sealed class BarMode : IStyleValue
    {
        private readonly string value;

        private BarMode(string value) => this.value = value;

        public static BarMode Stack { get; } = new("stack");

        public static BarMode Group { get; } = new("group");

        public static BarMode Overlay { get; } = new("overlay");

        public static BarMode Relative { get; } = new("relative");

        public object Convert() => value;

        public override string ToString() => value;
    }

    /// <summary>Where a text stands from its point.</summary>
    public sealed class TextPosition : IStyleValue
    {
        private readonly string value;

        private TextPosition(string value) => this.value = value;

        public static TextPosition TopLeft { get; } = new("top left");

        public static TextPosition TopCenter { get; } = new("top center");

        public static TextPosition TopRight { get; } = new("top right");

        public static TextPosition MiddleLeft { get; } = new("middle left");

        public static TextPosition MiddleCenter { get; } = new("middle center");

        public static TextPosition MiddleRight { get; } = new("middle right");

        public static TextPosition BottomLeft { get; } = new("bottom left");

        public static TextPosition BottomCenter { get; } = new("bottom center");

        public static TextPosition BottomRight { get; } = new("bottom right");

        public static TextPosition Auto { get; } = new("auto");

        public static TextPosition Inside { get; } = new("inside");

        public static TextPosition Outside { get; } = new("outside");

        public static TextPosition None { get; } = new("none");

        public object Convert() => value;

        public override string ToString() => value;
    }
}
