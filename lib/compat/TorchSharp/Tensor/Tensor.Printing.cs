using System.Globalization;
using TorchSharp.Utils;

namespace TorchSharp;

/// <summary>How a tensor is written out; Metadata: only shape, type and device.</summary>
public enum TensorStringStyle
{
    Metadata,
    Julia,
    Numpy,
    CSharp,
    Default,
}

public static partial class torch
{
    public const TensorStringStyle julia = TensorStringStyle.Julia;
    public const TensorStringStyle numpy = TensorStringStyle.Numpy;
    public const TensorStringStyle csharp = TensorStringStyle.CSharp;

    private static TensorStringStyle style = TensorStringStyle.Julia;
    private static PrintOptions options = new("g5", 100, Environment.NewLine, 6, 6);

    /// <summary>The style of <see cref="TensorStringStyle.Default"/>.</summary>
    public static TensorStringStyle TensorStringStyle
    {
        get => style;
        set => style = value != TensorStringStyle.Default ? value : throw new ArgumentException("The style cannot be set to 'Default'");
    }

    public static void set_printoptions(
        int precision, int? linewidth = null, string? newLine = null, bool sci_mode = false, int? maxRows = null, int? maxColumns = null) =>
        set_printoptions(null, sci_mode ? $"E{precision}" : $"F{precision}", linewidth, newLine, maxRows, maxColumns);

    public static void set_printoptions(
        TensorStringStyle? style = null, string? floatFormat = null, int? linewidth = null, string? newLine = null, int? maxRows = null,
        int? maxColumns = null)
    {
        if (style is { } chosen) TensorStringStyle = chosen;
        options = new(
            floatFormat ?? options.FloatFormat, linewidth ?? options.Width, newLine ?? options.NewLine, maxRows ?? options.Rows,
            maxColumns ?? options.Columns);
    }

    public partial class Tensor
    {
        public override string ToString() => ToString(TensorStringStyle.Metadata);

        /// <summary>With its numbers, whatever the argument's value: it tells this overload from the others.</summary>
        public string ToString(
            bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine);

        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            if (style == TensorStringStyle.Default) style = TensorStringStyle;
            if (style == TensorStringStyle.Metadata || device_type == DeviceType.META) return Metadata();
            var chosen = options with
            {
                FloatFormat = fltFormat ?? options.FloatFormat,
                Width = width ?? options.Width,
                NewLine = newLine ?? options.NewLine,
            };
            using var here = detach().cpu();
            var printer = new TensorPrinter(here, chosen, cultureInfo ?? CultureInfo.CurrentCulture);
            return style switch
            {
                TensorStringStyle.Julia => Metadata() + printer.Julia(),
                TensorStringStyle.Numpy => printer.Numpy(),
                TensorStringStyle.CSharp => Metadata() + printer.CSharp(),
                _ => throw new ArgumentException($"Unsupported tensor string style: {style}"),
            };
        }

        private string Metadata() => $"[{string.Join("x", shape)}], type = {dtype}, device = {device}";
    }
}
