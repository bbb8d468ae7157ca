using Capsules.Data;
using SkiaSharp;

namespace Capsules.Tests;

public sealed class DataPictureTests
{
    [Fact]
    public void SheetPutsPicturesInReadingOrderWithAGap()
    {
        var sheet = new PictureSheet(1, 1, 1, columns: 2);
        foreach (byte value in (byte[])[10, 20, 30]) sheet.Add([value]);
        using var picture = SKBitmap.Decode(sheet.ToPng());
        Assert.Equal((4, 4), (picture.Width, picture.Height));
        Assert.Equal([10, 128, 128, 20], Row(picture, 0, pixel => pixel.Red));
        Assert.Equal([30, 128, 128, 128], Row(picture, 3, pixel => pixel.Red));
        Assert.Contains("width=\"8\"", sheet.ToHtml(zoom: 2));
        Assert.Contains("src=\"data:image/png;base64,", sheet.ToHtml());
        Assert.Throws<ArgumentException>(() => sheet.Add([1, 2]));
        Assert.Throws<ArgumentException>(() => new PictureSheet(2, 1, 1, 1));
        Assert.Throws<InvalidOperationException>(() => new PictureSheet(1, 1, 1, 1).ToPng());
    }

    [Fact]
    public void ChannelsOfASheetAreRedGreenAndBlue()
    {
        var sheet = new PictureSheet(3, 1, 2, columns: 1);
        sheet.Add([1, 2, 10, 20, 100, 200]);
        using var picture = SKBitmap.Decode(sheet.ToPng());
        Assert.Equal([new SKColor(1, 10, 100), new SKColor(2, 20, 200)], Row(picture, 0, pixel => pixel));
    }

    private static T[] Row<T>(SKBitmap picture, int row, Func<SKColor, T> of) =>
        [.. Enumerable.Range(0, picture.Width).Select(column => of(picture.GetPixel(column, row)))];

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
