using System.Numerics;
using Capsules.Plots.Static;

namespace Capsules.Plots;

/// <summary>Images as bytes.</summary>
internal static class Pixels
{
    /// <summary>Brightness of each pixel; values outside the ends count as the ends, NaN as white.</summary>
    public static byte[] Grey<T>(T[,] image, double least, double greatest, ImageTone tone)
        where T : INumberBase<T>
    {
        byte[] pixels = new byte[image.Length];
        int at = 0;
        foreach (T value in image)
        {
            double level = greatest > least ? (double.CreateChecked(value) - least) / (greatest - least) : 0;
            pixels[at++] = double.IsNaN(level) ? (byte)255 : Rgba.Byte(255 * (tone == ImageTone.Ink ? 1 - level : level));
        }

        return pixels;
    }

    /// <summary>Red, green and blue of each pixel.</summary>
    /// <exception cref="ArgumentException">There are not three channels.</exception>
    public static byte[] Colour<T>(T[,,] image)
        where T : INumberBase<T>
    {
        (int channels, int height, int width) = (image.GetLength(0), image.GetLength(1), image.GetLength(2));
        if (channels != 3)
        {
            throw new ArgumentException($"A colour image is [3, rows, columns]; this one is [{channels}, {height}, {width}].", nameof(image));
        }

        byte[] pixels = new byte[image.Length];
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < height; i++)
            {
                for (int j = 0; j < width; j++)
                {
                    pixels[(i * width + j) * 3 + c] = Rgba.Byte(255 * double.CreateChecked(image[c, i, j]));
                }
            }
        }

        return pixels;
    }
}

/// <summary>Images of one shape in rows, white between them.</summary>
internal sealed class Mosaic
{
    private readonly int height;
    private readonly int width;
    private readonly int columns;
    private readonly int gap;
    private readonly int foot;

    public Mosaic(byte[][] images, int channels, (int Height, int Width) shape, int columns, bool captions)
    {
        (height, width) = shape;
        this.columns = Math.Min(columns, images.Length);
        gap = Math.Max(1, width / 14);
        foot = captions ? Math.Max(2, width / 4) : 0;
        int rows = (images.Length + this.columns - 1) / this.columns;
        Width = this.columns * (width + gap) - gap;
        Height = rows * (height + gap + foot) - gap;
        byte[] all = new byte[Width * Height * channels];
        Array.Fill(all, (byte)255);
        for (int k = 0; k < images.Length; k++)
        {
            (int top, int left) = Corner(k);
            for (int i = 0; i < height; i++)
            {
                Array.Copy(images[k], i * width * channels, all, ((top + i) * Width + left) * channels, width * channels);
            }
        }

        Png = Static.Png.Encode(all, Width, channels);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Png { get; }

    /// <summary>Where the caption of an image stands, in pixels of the mosaic.</summary>
    public (double X, double Y) Below(int index)
    {
        (int top, int left) = Corner(index);
        return (left + width / 2.0 - 0.5, top + height + foot / 2.0 - 0.5);
    }

    private (int Top, int Left) Corner(int index) =>
        (index / columns * (height + gap + foot), index % columns * (width + gap));
}
