using System.CommandLine;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook run</c>: executes notebooks without a front end.</summary>
internal static class RunCommand
{
    internal static Command Create()
    {
        var notebooks = new Argument<FileInfo[]>("NOTEBOOK") { Description = "Notebooks to run, in order.", Arity = ArgumentArity.OneOrMore };
        var scale = new Option<string?>("--scale") { Description = "quick or paper: what Session.DefaultScale gives, by CAPSULES_SCALE." };
        scale.AcceptOnlyFromAmong("quick", "paper");
        var parameters = new Option<string[]>("--param") { Description = "Name=Value: sets a knob of the cell tagged `parameters`. May be repeated." };
        var timeout = new Option<double?>("--timeout") { Description = "Seconds one cell may run." }.Must(seconds => seconds > 0, "more than 0 seconds");
        var html = new Option<bool>("--html") { Description = "Also write a page that draws the charts offline." };
        var output = new Option<DirectoryInfo?>("--output") { Description = "Folder for executed notebooks and pages; without it, .workbook/runs." };
        var inPlace = new Option<bool>("--in-place") { Description = "Write the executed notebook over the one given." };
        var jobs = new Option<int?>("--jobs") { Description = "Notebooks that run at the same time; without it, one." }.Must(count => count >= 1, "at least 1");
        var junit = new Option<FileInfo?>("--junit") { Description = "Write the results as a JUnit file, which build servers read." };
        var pictures = new Option<bool>("--pictures") { Description = "Keep a picture of each chart in the notebook, for GitHub; needs Chromium or Chrome." };
        var inProcess = new Option<bool>("--in-process") { Description = "Run the cells in this process, one notebook after another: for a debugger." };

        var command = new Command("run", "Execute notebooks without a front end.")
        {
            notebooks, scale, parameters, timeout, html, output, inPlace, pictures, jobs, junit, inProcess,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(inPlace) && result.GetValue(output) is not null)
                result.AddError("Give --in-place or --output, not both.");
            foreach (var parameter in result.GetValue(parameters) ?? [])
                if (parameter.IndexOf('=') < 1) result.AddError($"--param takes Name=Value, not '{parameter}'.");
        });
        command.SetAction((result, cancellation) => NotebookJob.RunAllAsync(
            result.GetRequiredValue(notebooks).Select(file => file.FullName),
            new JobOptions
            {
                Scale = result.GetValue(scale),
                Parameters = Split(result.GetValue(parameters) ?? []),
                Timeout = result.GetValue(timeout),
                Html = result.GetValue(html),
                Output = result.GetValue(output)?.FullName,
                InPlace = result.GetValue(inPlace),
                Jobs = result.GetValue(jobs) ?? 1,
                JUnit = result.GetValue(junit)?.FullName,
                Pictures = result.GetValue(pictures),
                InProcess = result.GetValue(inProcess),
            },
            cancellation));
        return command;
    }

    private static Dictionary<string, string> Split(string[] parameters)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var parameter in parameters) pairs[parameter[..parameter.IndexOf('=')].Trim()] = parameter[(parameter.IndexOf('=') + 1)..].Trim();
        return pairs;
    }
}
