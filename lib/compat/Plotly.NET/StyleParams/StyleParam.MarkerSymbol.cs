using System.Globalization;

namespace Plotly.NET;

public static partial class StyleParam
{
    /// <summary>The form of a marker, as plotly.js numbers them.</summary>
    public sealed class MarkerSymbol : IStyleValue
    {
        private readonly int value;

        private MarkerSymbol(int value) => this.value = value;

        public static MarkerSymbol Circle { get; } = new(0);

        public static MarkerSymbol Square { get; } = new(1);

        public static MarkerSymbol Diamond { get; } = new(2);

        public static MarkerSymbol Cross { get; } = new(3);

        public static MarkerSymbol X { get; } = new(4);

        public static MarkerSymbol TriangleUp { get; } = new(5);

        public static MarkerSymbol TriangleDown { get; } = new(6);

        public static MarkerSymbol Star { get; } = new(17);

        public object Convert() => value;

        public override string ToString() => value.ToString(CultureInfo.InvariantCulture);
    }
}
