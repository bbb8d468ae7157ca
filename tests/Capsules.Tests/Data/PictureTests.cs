using Capsules.Data;
using Microsoft.DotNet.Interactive.Formatting;
using SkiaSharp;

namespace Capsules.Tests;

public sealed class DataPictureTests
{
    [Fact]
    public void MosaicPutsPicturesInReadingOrderWithAGap()
    {
        using var gray = SKBitmap.Decode(Pictures.Png([[10], [20], [30]], height: 1, width: 1, columns: 2));
        Assert.Equal((4, 4), (gray.Width, gray.Height));
        Assert.Equal([10, 128, 128, 20], Enumerable.Range(0, 4).Select(x => (int)gray.GetPixel(x, 0).Red));
        Assert.Equal([30, 128, 128, 128], Enumerable.Range(0, 4).Select(x => (int)gray.GetPixel(x, 3).Green));
        using var color = SKBitmap.Decode(Pictures.Png([[1, 2, 10, 20, 100, 200]], height: 1, width: 2, columns: 1));
        Assert.Equal([new SKColor(1, 10, 100), new SKColor(2, 20, 200)], color.Pixels);
    }

    [Fact]
    public void NotebooksShowASetWithItsPicturesAndSource()
    {
        var digits = GeneratedDigits.Create(count: 200);
        var html = digits.ToDisplayString("text/html");
        Assert.Contains("<b>Generated digits train: 200 images of 1&#215;28&#215;28, 10 classes</b>", html);
        Assert.Contains("GENERATED synthetic digits, seed 7", html);
        Assert.Contains("<img", html);
        Assert.DoesNotContain("<script", html);
        Assert.Equal(digits.ToString(), digits.ToDisplayString("text/plain"));
    }
}
