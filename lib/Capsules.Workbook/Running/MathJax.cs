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
        var folder = Directory.CreateTempSubdirectory("capsules-mathjax-").FullName;
        try
        {
            var script = Path.Combine(folder, "mathjax.js");
            NpmPackage.Download($"npm:mathjax@{Version}/es5/tex-svg.js", script, progress: null, CancellationToken.None).GetAwaiter().GetResult();
            if (Files.Sha256(script) is var found && found != Sha256)
                throw new DataUnavailableException($"MathJax {Version} is not the expected file: sha256 {found}; expected {Sha256}");
            Directory.CreateDirectory(Repository.State);
            Files.Replace(FilePath, file => file.Write(File.ReadAllBytes(script)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DataUnavailableException)
        {
            Terminal.Error.WriteLine($"Formulas will show as TeX: {e.Message}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
