namespace Capsules.Kernel.Runner;

/// <summary>Scripts that set-up fetched once, for pages that must work without a network.</summary>
internal static class OfflineScripts
{
    /// <summary>Draws charts; null where set-up could not fetch it.</summary>
    public static string? Plotly => Find("plotly.min.js");

    /// <summary>Sets formulas; null where set-up could not fetch it.</summary>
    public static string? MathJax => Find("mathjax.min.js");

    // The repository's own folder, above the one the kernel was built in; or beside an installed kernel.
    private static string? Find(string name)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            foreach (var path in new[] { Path.Combine(folder, name), Path.Combine(folder, ".workbook", name) })
                if (File.Exists(path))
                    return File.ReadAllText(path);
        return null;
    }
}
