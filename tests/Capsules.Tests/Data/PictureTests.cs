using Capsules.Data;
using SkiaSharp;

namespace Capsules.Tests;

public sealed class DataPictureTests
{
    [Fact]
    public void MosaicPutsPicturesInReadingOrderWithAGap()
    {
        using var gray = SKBitmap.Decode(Mosaic.ToPng([[10], [20], [30]], height: 1, width: 1, columns: 2));
        Assert.Equal((4, 4), (gray.Width, gray.Height));
        Assert.Equal([10, 128, 128, 20], Enumerable.Range(0, 4).Select(x => (int)gray.GetPixel(x, 0).Red));
        Assert.Equal([30, 128, 128, 128], Enumerable.Range(0, 4).Select(x => (int)gray.GetPixel(x, 3).Green));
        using var color = SKBitmap.Decode(Mosaic.ToPng([[1, 2, 10, 20, 100, 200]], height: 1, width: 2, columns: 1));
        Assert.Equal([new SKColor(1, 10, 100), new SKColor(2, 20, 200)], color.Pixels);
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
