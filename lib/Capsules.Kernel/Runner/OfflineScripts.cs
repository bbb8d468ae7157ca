using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Capsules.Kernel.Runner;

/// <summary>Scripts and styles for pages that must work without a network.</summary>
internal static class OfflineScripts
{
    /// <summary>plotly.js as Plotly.NET holds it; null where Plotly.NET.dll does not lie beside this program.</summary>
    public static string? Plotly { get; } =
        Path.Combine(AppContext.BaseDirectory, "Plotly.NET.dll") is var path && File.Exists(path) ? Resource(path, ".min.js") : null;

    /// <summary>MathJax, which sets formulas; null where it has not been fetched.</summary>
    public static string? MathJax
    {
        get
        {
            for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
                if (Path.Combine(folder, ".workbook", "mathjax.min.js") is var path && File.Exists(path))
                    return File.ReadAllText(path);
            return null;
        }
    }

    /// <summary>A script or a style by its file's name; null where it cannot be had.</summary>
    public static string? Read(string name) => name switch
    {
        "plotly.min.js" => Plotly,
        "mathjax.min.js" => MathJax,
        _ => Asset(name),
    };

    /// <summary>A file of this assembly's own.</summary>
    public static string Asset(string name)
    {
        using var reader = new StreamReader(typeof(OfflineScripts).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

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
