using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Capsules.Data;

/// <summary>What a smallNORB picture shows, and how.</summary>
/// <param name="Category">0 animal, 1 human, 2 airplane, 3 truck, 4 car.</param>
/// <param name="Instance">Which toy of the category, 0 … 9: 4, 6, 7, 8, 9 for training and 0, 1, 2, 3, 5 for tests.</param>
/// <param name="Elevation">Of the camera, 0 … 8: 30° to 70° above the table.</param>
/// <param name="Azimuth">Of the turntable, 0 … 17: 0° to 340°. The official files count in tens of degrees, 0, 2, … 34.</param>
/// <param name="Lighting">Which lamps, 0 … 5.</param>
public readonly record struct NorbLabel(int Category, int Instance, int Elevation, int Azimuth, int Lighting)
{
    /// <summary>Numbers of categories, instances, elevations, azimuths and lightings.</summary>
    public const int Categories = 5, Instances = 10, Elevations = 9, Azimuths = 18, Lightings = 6;

    /// <summary>Degrees of the camera above the table: 30 + 5 · elevation.</summary>
    public int ElevationDegrees => 30 + 5 * Elevation;

    /// <summary>Degrees of the turntable: 20 · azimuth.</summary>
    public int AzimuthDegrees => 20 * Azimuth;

    /// <summary>The toys of a split.</summary>
    public static IReadOnlyList<int> InstancesOf(Split split) => split == Split.Train ? [4, 6, 7, 8, 9] : [0, 1, 2, 3, 5];

    internal bool IsValid => (uint)Category < Categories && (uint)Instance < Instances && (uint)Elevation < Elevations
        && (uint)Azimuth < Azimuths && (uint)Lighting < Lightings;
}

/// <summary>A file in smallNORB's own matrix format, read where asked and never whole.</summary>
/// <remarks>Format: little-endian 32-bit magic and number of dimensions, at least three dimensions, then the values.
/// F. J. Huang, Y. LeCun, "The small NORB dataset, v1.0", 2005.</remarks>
internal sealed class NorbMatrix : IDisposable
{
    internal const int ByteMagic = 0x1E3D4C55, IntMagic = 0x1E3D4C54;

    private readonly FileStream file;
    private readonly int headerLength;

    internal NorbMatrix(string path, int magic, params int[] dimensions)
    {
        file = Files.OpenRead(path);
        headerLength = 8 + 4 * Math.Max(3, dimensions.Length);
        try
        {
            CheckHeader(path, magic, dimensions);
            var length = headerLength + dimensions.Aggregate(magic == IntMagic ? 4L : 1, (product, d) => product * d);
            if (file.Length != length)
                throw Files.Refuse(path,
                    $"{string.Join("×", dimensions)} values and the header take {length} bytes, but the file has {file.Length}");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>All values of a file of integers.</summary>
    internal static int[] Integers(string path, params int[] dimensions)
    {
        using var matrix = new NorbMatrix(path, IntMagic, dimensions);
        var values = new int[dimensions.Aggregate((product, d) => product * d)];
        matrix.Read(0, MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Reads bytes from an offset among the values on; safe from many threads at once.</summary>
    internal void Read(long offset, Span<byte> bytes)
    {
        for (int got = 0, read; got < bytes.Length; got += read)
        {
            read = RandomAccess.Read(file.SafeFileHandle, bytes[got..], headerLength + offset + got);
            if (read == 0) throw new EndOfStreamException($"{file.Name} was cut short while it was read");
        }
    }

    public void Dispose() => file.Dispose();

    private void CheckHeader(string path, int magic, int[] dimensions)
    {
        Span<byte> header = stackalloc byte[headerLength];
        if (file.ReadAtLeast(header, headerLength, throwOnEndOfStream: false) < headerLength)
            throw Files.Refuse(path, $"{file.Length} bytes are not a smallNORB file: its header alone takes {headerLength}");
        if (header.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) throw Files.Refuse(path, "it is compressed: unpack it with gunzip");
        int found = BinaryPrimitives.ReadInt32LittleEndian(header), axes = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (found != magic)
            throw Files.Refuse(path, $"it begins with 0x{found:X8}; 0x{magic:X8} ({(magic == ByteMagic ? "bytes" : "integers")}) was expected");
        if (axes != dimensions.Length) throw Files.Refuse(path, $"it has {axes} dimensions; {dimensions.Length} were expected");
        for (var d = 0; d < dimensions.Length; d++)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(header[(8 + 4 * d)..]);
            if (length != dimensions[d]) throw Files.Refuse(path, $"dimension {d + 1} is {length}; {dimensions[d]} was expected");
        }
    }
}

/// <summary>The true class's capsule for one image.</summary>
/// <param name="Pose">Pose vectors, one per row. [c, h]</param>
public sealed record PoseSample(NorbLabel Label, float[,] Pose);
