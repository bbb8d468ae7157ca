using Capsules.Kernel;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Publishing;

/// <summary>Scripts and styles for pages that must work without a network.</summary>
internal static class PageAssets
{
    private static readonly string[] Shared = ["page.css", "toggles.js", "plotly.min.js", "page.js", "mathjax.min.js"];

    /// <summary>Writes those that the pages of a site share.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in Shared)
            if (Read(name) is { } text) File.WriteAllText(Path.Combine(folder, name), text);
    }

    /// <summary>A script or a style by its file's name; null where it cannot be had.</summary>
    public static string? Read(string name) => name switch
    {
        "plotly.min.js" => PlotlyScript.Text,
        "mathjax.min.js" => MathJax.Script,
        _ => Own(name),
    };

    /// <summary>A file of this assembly's own.</summary>
    public static string Own(string name)
    {
        using var reader = new StreamReader(typeof(PageAssets).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
