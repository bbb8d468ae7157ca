using Capsules.Kernel.Engine;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Publishing;
using PuppeteerSharp;

namespace Capsules.Workbook.Running;

/// <summary>Puts pictures of the charts into executed notebooks; without a browser the notebooks stay as they are.</summary>
internal static class PictureJob
{
    public static async Task DrawAsync(IEnumerable<string> notebooks)
    {
        if (ChromiumBrowser.Find() is not { } browser)
        {
            Terminal.Error.WriteLine("Pictures were left out: no Chromium or Chrome was found. Install one, or set CHROMIUM to its executable.");
            return;
        }
        try
        {
            await using var pictures = await ChartPictures.StartAsync(browser);
            foreach (var path in notebooks.Where(File.Exists))
            {
                var notebook = NotebookFile.Read(path);
                if (await pictures.AddAsync(notebook) > 0) notebook.Write(path);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or InvalidDataException or IOException or PuppeteerException)
        {
            Terminal.Error.WriteLine($"Pictures were left out: {exception.Message}");
        }
    }
}
