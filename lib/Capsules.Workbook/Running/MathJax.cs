using Capsules.Data;
using Capsules.Kernel.Engine;

namespace Capsules.Workbook.Running;

/// <summary>MathJax, which sets the formulas of a page; fetched once from npm and kept, so that pages work offline.</summary>
internal static class MathJax
{
    private const string Version = "3.2.2", Sha256 = "d4295dc33744836935c1399feece5159577b34c5c8ffb9f1c6324cd82e03a882";

    private static string FilePath => Path.Combine(Repository.State, "mathjax.min.js");

    /// <summary>Its script; null where it has not been fetched.</summary>
    internal static string? Script => File.Exists(FilePath) ? File.ReadAllText(FilePath) : null;

    /// <summary>Fetches it where it is missing; without npm or a network, says that formulas will show as TeX.</summary>
    internal static void Fetch()
    {
        if (File.Exists(FilePath)) return;
        try
        {
            var script = NpmPackage.Fetch("mathjax", Version, "es5/tex-svg.js", Sha256);
            Directory.CreateDirectory(Repository.State);
            Files.Replace(FilePath, file => file.Write(script));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataUnavailableException)
        {
            Terminal.Error.WriteLine($"Formulas will show as TeX: {e.Message}");
        }
    }
}
