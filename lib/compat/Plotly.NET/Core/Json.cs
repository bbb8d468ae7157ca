using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Plotly.NET;

/// <summary>A style value that stands for a word, a number or a list in plotly.js's JSON.</summary>
internal interface IStyleValue
{
    object Convert();
}

/// <summary>Writes charts as the JSON that plotly.js reads.</summary>
internal static class Json
{
    // Kept readable: the text goes into a script element, where '<' alone is dangerous and is escaped below.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Of(object value)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, Options))
            Write(writer, value);
        return Encoding.UTF8.GetString(stream.ToArray()).Replace("<", "\\u003C", StringComparison.Ordinal);
    }

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case IStyleValue style:
                Write(writer, style.Convert());
                break;
            case Color color:
                Write(writer, color.Value);
                break;
            case DynamicObj.DynamicObj parts:
                writer.WriteStartObject();
                foreach ((string name, object part) in parts.Properties)
                {
                    writer.WritePropertyName(name);
                    Write(writer, part);
                }

                writer.WriteEndObject();
                break;
            case IDictionary parts:
                writer.WriteStartObject();
                foreach (DictionaryEntry part in parts)
                {
                    writer.WritePropertyName((string)part.Key);
                    Write(writer, part.Value);
                }

                writer.WriteEndObject();
                break;
            case IConvertible scalar:
                WriteScalar(writer, scalar);
                break;
            case IEnumerable items:
                writer.WriteStartArray();
                foreach (object? item in items)
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case ITuple tuple:
                writer.WriteStartArray();
                for (int i = 0; i < tuple.Length; i++)
                    Write(writer, tuple[i]);
                writer.WriteEndArray();
                break;
            default:
                throw new ArgumentException($"A chart cannot hold a {value.GetType()}: it must be a number, a text, a date, or a list of them.");
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, IConvertible scalar)
    {
        switch (scalar.GetTypeCode())
        {
            case TypeCode.String or TypeCode.Char:
                writer.WriteStringValue(scalar.ToString(CultureInfo.InvariantCulture));
                break;
            case TypeCode.Boolean:
                writer.WriteBooleanValue(scalar.ToBoolean(CultureInfo.InvariantCulture));
                break;
            case TypeCode.DateTime:
                writer.WriteStringValue(scalar.ToDateTime(CultureInfo.InvariantCulture));
                break;
            case TypeCode.Double or TypeCode.Single when !double.IsFinite(scalar.ToDouble(CultureInfo.InvariantCulture)):
                // As the package does: plotly.js takes the word for a missing value.
                writer.WriteStringValue(scalar.ToDouble(CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture));
                break;
            case TypeCode.Single:
                writer.WriteNumberValue(scalar.ToSingle(CultureInfo.InvariantCulture));
                break;
            case TypeCode.Double:
                writer.WriteNumberValue(scalar.ToDouble(CultureInfo.InvariantCulture));
                break;
            default:
                writer.WriteNumberValue(scalar.ToDecimal(CultureInfo.InvariantCulture));
                break;
        }
    }
}
