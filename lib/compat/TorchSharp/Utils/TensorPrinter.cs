using System.Globalization;
using System.Text;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

internal sealed record PrintOptions(string FloatFormat, int Width, string NewLine, int Rows, int Columns);

/// <summary>Writes the numbers of a tensor in main memory in the three styles.</summary>
internal sealed class TensorPrinter(Tensor tensor, PrintOptions options, CultureInfo culture)
{
    private readonly long[] shape = tensor.shape;
    private readonly string[] values = Values(tensor, options.FloatFormat, culture);

    private string Line => options.NewLine;

    internal string Julia()
    {
        if (shape.Length == 0) return $", value = {values[0]}";
        var text = new StringBuilder(Line);
        if (shape.Length < 3)
        {
            Matrix(text, 0, shape.Length == 2 ? shape[0] : 1, shape[^1]);
            return text.ToString();
        }
        var (rows, columns) = (shape[^2], shape[^1]);
        var slices = shape[..^2].Aggregate(1L, (product, length) => product * length);
        for (long slice = 0; slice < slices; slice++)
        {
            if (slice > 0) text.Append(Line);
            text.Append('[').AppendJoin(',', Place(slice)).Append(",..,..] =").Append(Line);
            Matrix(text, slice * rows * columns, rows, columns);
        }
        return text.ToString();
    }

    internal string Numpy()
    {
        if (shape.Length == 0) return values[0];
        var text = new StringBuilder();
        Bracketed(text, 0, 0);
        return text.ToString();
    }

    internal string CSharp()
    {
        if (shape.Length == 0) return $", value = {values[0]}";
        var text = new StringBuilder(", value = ");
        if (shape.Length > 1) text.Append(Line);
        text.Append(TypeName()).Append(" [").Append(',', shape.Length - 1).Append("] {");
        if (shape.Length == 1) return text.Append(Elements(0, Suffix())).Append('}').ToString();
        text.Append(Line).Append(' ');
        Braced(text, 0, 0);
        return text.Append(Line).Append('}').ToString();
    }

    // Columns as wide as their widest number; what does not fit into the line is left out.
    private void Matrix(StringBuilder text, long start, long rows, long columns)
    {
        var widths = new List<int>();
        for (long column = 0, used = 0; column < columns; column++)
        {
            var widest = 0;
            for (long row = 0; row < rows; row++) widest = Math.Max(widest, values[start + row * columns + column].Length);
            used += widest + 1;
            if (used > options.Width && column > 0) break;
            widths.Add(widest);
        }
        for (long row = 0; row < rows; row++)
        {
            for (var column = 0; column < widths.Count; column++)
                text.Append(' ').Append(values[start + row * columns + column].PadLeft(widths[column]));
            if (widths.Count < columns) text.Append(" ...");
            text.Append(Line);
        }
    }

    private IEnumerable<long> Place(long slice)
    {
        var place = new long[shape.Length - 2];
        for (var i = place.Length - 1; i >= 0; i--) slice = Math.DivRem(slice, shape[i], out place[i]);
        return place;
    }

    private void Bracketed(StringBuilder text, int dim, long start)
    {
        if (dim == shape.Length - 1)
        {
            text.Append('[').Append(Elements(start, "")).Append(']');
            return;
        }
        var between = string.Concat(Enumerable.Repeat(Line, shape.Length - 1 - dim)) + new string(' ', dim + 1);
        text.Append('[');
        Rows(dim, start, (first, place) =>
        {
            if (!first) text.Append(between);
            if (place < 0) text.Append("...");
            else Bracketed(text, dim + 1, place);
        });
        text.Append(']');
    }

    private void Braced(StringBuilder text, int dim, long start)
    {
        var comma = false;
        Rows(dim, start, (first, place) =>
        {
            if (!first) text.Append(comma ? "," : "").Append(Line).Append(' ', dim + 1);
            comma = place >= 0;
            if (place < 0) text.Append("...");
            else if (dim == shape.Length - 2) text.Append('{').Append(Elements(place, Suffix())).Append('}');
            else
            {
                text.Append('{');
                Braced(text, dim + 1, place);
                text.Append('}');
            }
        });
    }

    // Gives where each row begins; -1 for those left out.
    private void Rows(int dim, long start, Action<bool, long> write)
    {
        var stride = shape[(dim + 1)..].Aggregate(1L, (product, length) => product * length);
        var (length, most) = (shape[dim], options.Rows);
        for (long i = 0; i < length; i++)
        {
            if (length > most && i == most / 2)
            {
                write(false, -1);
                i = length - most / 2;
            }
            write(i == 0, start + i * stride);
        }
    }

    private string Elements(long start, string suffix)
    {
        var (length, half) = ((int)shape[^1], options.Columns / 2);
        var all = new ArraySegment<string>(values, (int)start, length).Select(value => value + suffix);
        return length <= options.Columns
            ? string.Join(", ", all)
            : $"{string.Join(", ", all.Take(half))}, ... {string.Join(", ", all.Skip(length - half))}";
    }

    private string Suffix() => tensor.dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 ? "f" : "";

    private string TypeName() => tensor.dtype switch
    {
        ScalarType.Byte => "byte",
        ScalarType.Int8 => "sbyte",
        ScalarType.Int16 => "short",
        ScalarType.Int32 => "int",
        ScalarType.Int64 => "long",
        ScalarType.Float16 => "float16",
        ScalarType.BFloat16 => "bfloat16",
        ScalarType.Float32 => "float",
        ScalarType.Float64 => "double",
        ScalarType.Bool => "bool",
        _ => throw new NotSupportedException($"a tensor of {tensor.dtype} cannot be printed"),
    };

    private static string[] Values(Tensor tensor, string format, CultureInfo culture)
    {
        if (!tensor.is_floating_point())
        {
            if (tensor.dtype == ScalarType.Bool) return [.. tensor.data<bool>().Select(value => value.ToString())];
            using var whole = tensor.to_type(ScalarType.Int64);
            return [.. whole.data<long>().Select(value => value.ToString(culture))];
        }
        if (tensor.dtype == ScalarType.Float64) return [.. tensor.data<double>().Select(value => value.ToString(format, culture))];
        using var single = tensor.to_type(ScalarType.Float32);
        return [.. single.data<float>().Select(value => value.ToString(format, culture))];
    }
}
