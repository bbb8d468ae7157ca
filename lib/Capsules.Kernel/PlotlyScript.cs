using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Capsules.Kernel;

/// <summary>plotly.js as Plotly.NET holds it.</summary>
internal static class PlotlyScript
{
    /// <summary>The script; null where Plotly.NET.dll does not lie beside this program.</summary>
    public static string? Text { get; } =
        Path.Combine(AppContext.BaseDirectory, "Plotly.NET.dll") is var path && File.Exists(path) ? Resource(path, ".min.js") : null;

    // Read from the file: loading the assembly would bring F# with it.
    private static string? Resource(string assembly, string ending)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        var resource = metadata.ManifestResources.Select(metadata.GetManifestResource)
            .FirstOrDefault(each => metadata.GetString(each.Name).EndsWith(ending, StringComparison.Ordinal));
        if (resource.Name.IsNil) return null;
        var section = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        var reader = section.GetReader((int)resource.Offset, section.Length - (int)resource.Offset);
        var length = reader.ReadInt32();
        return Encoding.UTF8.GetString(reader.ReadBytes(length));
    }
}
