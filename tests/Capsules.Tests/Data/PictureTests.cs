using System.Buffers.Binary;
using System.IO.Compression;
using Capsules.Data;

namespace Capsules.Tests;

public sealed class DataPictureTests
{
    private static byte[] Decode(byte[] png, out int width, out int height, out int colour)
    {
        Assert.Equal("89504E470D0A1A0A", Convert.ToHexString(png[..8]));
        (width, height, colour) = (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)), png[25]);
        Assert.Equal("49454E44AE426082", Convert.ToHexString(png[^8..])); // the sum of the empty last chunk is known
        using var zlib = new ZLibStream(new MemoryStream(png, 41, BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(33))), CompressionMode.Decompress);
        using var rows = new MemoryStream();
        zlib.CopyTo(rows);
        return rows.ToArray();
    }

    [Fact]
    public void SheetPutsPicturesInReadingOrderWithAGap()
    {
        var sheet = new PictureSheet(1, 1, 1, columns: 2);
        foreach (byte value in (byte[])[10, 20, 30]) sheet.Add([value]);
        byte[] rows = Decode(sheet.ToPng(), out int width, out int height, out _);
        Assert.Equal((4, 4), (width, height));
        Assert.Equal([0, 10, 128, 128, 20], rows[..5]);
        Assert.Equal([0, 30, 128, 128, 128], rows[15..]);
        Assert.Contains("src=\"data:image/png;base64,", sheet.ToHtml());
        Assert.Throws<ArgumentException>(() => sheet.Add([1, 2]));
        Assert.Throws<ArgumentException>(() => new PictureSheet(2, 1, 1, 1));
        var colour = new PictureSheet(3, 1, 2, columns: 1);
        colour.Add([1, 2, 10, 20, 100, 200]);
        Assert.Equal([0, 1, 10, 100, 2, 20, 200], Decode(colour.ToPng(), out _, out _, out int kind));
        Assert.Equal(2, kind);
        Assert.Throws<InvalidOperationException>(() => new PictureSheet(1, 1, 1, 1).ToPng());
    }

    // Notebooks look for the attribute and the formatters by name; this is what they look for.
    [Fact]
    public void NotebooksFindTheViewByName()
    {
        object attribute = Assert.Single(typeof(ImageSet).GetCustomAttributes(false), a => a.GetType().Name == "TypeFormatterSourceAttribute");
        var source = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var formatters = (IEnumerable<object>)source.GetMethod("CreateTypeFormatters")!.Invoke(Activator.CreateInstance(source, nonPublic: true), [])!;
        var forms = formatters.ToDictionary(f => (string)f.GetType().GetProperty("MimeType")!.GetValue(f)!, f =>
        {
            using var text = new StringWriter();
            Assert.Equal(true, f.GetType().GetMethod("Format")!.Invoke(f, [GeneratedDigits.Create(count: 200), text]));
            return text.ToString();
        });
        Assert.Contains("<b>Generated digits train: 200 images of 1&#215;28&#215;28, 10 classes</b>", forms["text/html"]);
        Assert.Contains("GENERATED synthetic digits, seed 7", forms["text/html"]);
        Assert.Contains("<img", forms["text/html"]);
        Assert.Equal(GeneratedDigits.Create(count: 200).ToString(), forms["text/plain"]);
        Assert.DoesNotContain("<script", forms["text/html"]);
    }
}
