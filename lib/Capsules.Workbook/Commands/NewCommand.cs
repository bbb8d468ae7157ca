using System.CommandLine;
using System.Text.Json;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook new</c>: a notebook to start from.</summary>
internal static class NewCommand
{
    internal static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Its name, which puts it into notebooks/, or a path." };
        var command = new Command("new", "Make a notebook that already runs: set-up, a knob, a routing and its picture. Nothing is overwritten.") { name };
        command.SetAction(result =>
        {
            try
            {
                var path = Write(result.GetRequiredValue(name));
                Console.WriteLine($"{path}\nOpen it in VS Code or with ./workbook lab, or run it: ./workbook run --html {path}");
                return 0;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(e.Message);
                return 1;
            }
        });
        return command;
    }

    /// <summary>Writes the notebook.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="IOException">There is such a file already, or it cannot be written.</exception>
    internal static string Write(string name)
    {
        var file = NotebookFile.IsNotebook(name) ? name : name + ".ipynb";
        var path = Path.GetFullPath(file, Path.GetFileName(file) == file ? Path.Combine(Repository.Root, "notebooks") : Environment.CurrentDirectory);
        var folder = Path.GetDirectoryName(path)!;
        var library = Path.GetRelativePath(folder, Path.Combine(Repository.Root, "lib", "Capsules", "bin", "Capsules.dll")).Replace('\\', '/');
        using var template = new StreamReader(typeof(NewCommand).Assembly.GetManifestResourceStream("new.ipynb")!);
        var text = template.ReadToEnd().Replace("{{title}}", InJson(Path.GetFileNameWithoutExtension(path))).Replace("{{library}}", InJson(library));
        if (File.Exists(path)) throw new IOException($"'{path}' is there already; choose another name.");
        Directory.CreateDirectory(folder);
        File.WriteAllText(path, text);
        return path;
    }

    private static string InJson(string text) => JsonEncodedText.Encode(text).ToString();
}
