using PuppeteerSharp;

namespace Capsules.Workbook.Publishing;

/// <summary>The Chromium or Chrome of this machine; none is ever downloaded.</summary>
internal static class ChromiumBrowser
{
    private static readonly string[] Names =
        ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];

    /// <summary>The browser named by <c>CHROMIUM</c>, or the first one found; null where there is none.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named) return named;
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name)));
        string[] elsewhere =
        [
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Google", "Chrome", "Application", "chrome.exe"),
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft", "Edge", "Application", "msedge.exe"),
        ];
        return onPath.Concat(elsewhere).FirstOrDefault(File.Exists);
    }

    /// <exception cref="InvalidOperationException">It does not start.</exception>
    public static async Task<IBrowser> Launch(string path)
    {
        try
        {
            // Chromium's sandbox refuses to start as root.
            return await Puppeteer.LaunchAsync(new LaunchOptions { ExecutablePath = path, Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [] }).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is PuppeteerException or ProcessException or System.ComponentModel.Win32Exception)
        {
            throw new InvalidOperationException($"The browser '{path}' does not start: {exception.Message}", exception);
        }
    }
}
