using System.CommandLine;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Publishing;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook publish</c>: writes the workbook as a static site.</summary>
internal static class PublishCommand
{
    internal static Command Create()
    {
        var output = new Option<DirectoryInfo?>("--output") { Description = "Folder for the site; without it, site/ of the repository." };
        var command = new Command("publish", "Write the workbook as a static site that works offline and from a file: every notebook with live charts, and the results. "
            + "Notebooks appear as saved; `run --in-place --pictures` executes them anew.") { output };
        command.SetAction(result => Run(result.GetValue(output)?.FullName ?? Path.Combine(Repository.Root, "site")));
        return command;
    }

    private static int Run(string folder)
    {
        try
        {
            MathJax.Fetch();
            var pages = new Site(folder).Write();
            foreach (var notebook in pages.Where(NotebookFile.IsNotebook).Select(NotebookFile.Read).Where(notebook => !notebook.Cells.Any(cell => cell.IsCode && cell.Outputs.Count > 0)))
                Console.Error.WriteLine($"{Path.GetRelativePath(Repository.Root, notebook.Path)} has not been executed: ./workbook run --in-place --pictures {Path.GetRelativePath(Repository.Root, notebook.Path)}");
            Console.WriteLine($"{pages.Count + 1} pages: {Path.Combine(folder, "index.html")}");
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
