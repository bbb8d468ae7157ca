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
    /// <exception cref="ArgumentException">The channels are neither 1 nor 3, or there are no columns.</exception>
    public PictureSheet(int channels, int height, int width, int columns)
    {
        if (channels is not (1 or 3)) throw new ArgumentException($"A picture has 1 or 3 channels, not {channels}.", nameof(channels));
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
        byte[] sheet = new byte[height * width * _channels]; // [height, width, channels], as PNG has it
        sheet.AsSpan().Fill(128);
        for (int k = 0; k < _pictures.Count; k++)
        {
            int top = k / columns * (_height + Gap), left = k % columns * (_width + Gap);
            for (int p = 0; p < _pictures[k].Length; p++)
            {
                int channel = p / (_height * _width), row = p / _width % _height, column = p % _width;
                sheet[((top + row) * width + left + column) * _channels + channel] = _pictures[k][p];
            }
        }
        return Png.Encode(sheet, width, _channels);
    }

    /// <summary>The sheet as an HTML image that needs no file.</summary>
    /// <param name="zoom">Screen pixels for one of the sheet's.</param>
    public string ToHtml(int zoom = 1)
    {
        int width = zoom * ((Math.Min(_columns, _pictures.Count) * (_width + Gap)) - Gap);
        return $"<img alt=\"{_pictures.Count} pictures\" width=\"{width}\" style=\"image-rendering:pixelated\" "
            + $"src=\"{Png.Address(ToPng())}\">";
    }
}
