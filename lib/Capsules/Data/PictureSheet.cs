namespace Capsules.Data;

/// <summary>Pictures side by side in rows, with a narrow gap, as one picture.</summary>
public sealed class PictureSheet
{
    private const int Gap = 2;
    private readonly int _channels, _height, _width, _columns;
    private readonly List<byte[]> _pictures = [];

    /// <summary>An empty sheet for pictures of one shape.</summary>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="height">Rows of each picture.</param>
    /// <param name="width">Columns of each picture.</param>
    /// <param name="columns">Pictures in a row.</param>
    public PictureSheet(int channels, int height, int width, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        (_channels, _height, _width, _columns) = (channels, height, width, columns);
    }

    /// <summary>Chosen pictures of a set.</summary>
    /// <param name="images">The set.</param>
    /// <param name="indices">Which pictures, in reading order.</param>
    /// <param name="columns">Pictures in a row.</param>
    public static PictureSheet Of(ImageSet images, IEnumerable<int> indices, int columns)
    {
        var sheet = new PictureSheet(images.Channels, images.Height, images.Width, columns);
        foreach (int i in indices) sheet.Add(images.Image(i));
        return sheet;
    }

    /// <summary>Adds the next picture, bytes [channels, height, width].</summary>
    /// <exception cref="ArgumentException">It has another shape.</exception>
    public void Add(ReadOnlySpan<byte> picture)
    {
        if (picture.Length != _channels * _height * _width)
            throw new ArgumentException(
                $"The sheet holds pictures of {_channels}×{_height}×{_width}, which take {_channels * _height * _width} bytes, "
                + $"not {picture.Length}.", nameof(picture));
        _pictures.Add(picture.ToArray());
    }

    /// <summary>The sheet as a PNG file.</summary>
    /// <exception cref="InvalidOperationException">The sheet is empty.</exception>
    public byte[] ToPng()
    {
        if (_pictures.Count == 0) throw new InvalidOperationException("The sheet holds no picture.");
        int columns = Math.Min(_columns, _pictures.Count), rows = (_pictures.Count + columns - 1) / columns;
        int height = rows * (_height + Gap) - Gap, width = columns * (_width + Gap) - Gap;
        byte[] sheet = new byte[_channels * height * width];
        sheet.AsSpan().Fill(128);
        for (int k = 0; k < _pictures.Count; k++)
        {
            for (int line = 0; line < _channels * _height; line++)
            {
                int top = k / columns * (_height + Gap) + line % _height, left = k % columns * (_width + Gap);
                _pictures[k].AsSpan(line * _width, _width).CopyTo(sheet.AsSpan((line / _height * height + top) * width + left));
            }
        }
        return PngImage.Encode(sheet, _channels, height, width);
    }

    /// <summary>The sheet as an HTML image that needs no file.</summary>
    /// <param name="zoom">Screen pixels for one of the sheet's.</param>
    public string ToHtml(int zoom = 1)
    {
        byte[] png = ToPng();
        int width = zoom * System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16));
        return $"<img alt=\"{_pictures.Count} pictures\" width=\"{width}\" style=\"image-rendering:pixelated\" "
            + $"src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">";
    }
}
