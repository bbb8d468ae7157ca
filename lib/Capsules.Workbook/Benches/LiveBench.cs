using System.CommandLine;
using System.Globalization;
using Capsules.Kernel.Runner;
using Capsules.Workbook.Commands;
using Capsules.Workbook.Publishing;
using Capsules.Workbook.Running;
using PuppeteerSharp;

namespace Capsules.Workbook.Benches;

/// <summary><c>./workbook bench live</c>: how long the live page takes from an input to the answer on the screen, while a slider is dragged.</summary>
internal static class LiveBench
{
    private const int Milliseconds = 16;   // between two positions of the pointer, as on a screen of 60 Hz
    private static readonly string[] Sliders = ["turn", "sharpness", "iterations"];

    internal static Command Create()
    {
        var network = new Option<string?>("--network") { Description = "As of ./workbook live." };
        var events = new Option<int>("--events") { Description = "Positions of the pointer while a slider is dragged.", DefaultValueFactory = _ => 300 }.Must(count => count >= 10, "at least 10");
        var output = BenchCommand.Output();
        var command = new Command("live", "The live page in Chromium, from an input event to the drawn answer: median and 95th percentile.") { network, events, output };
        command.SetAction((result, cancellation) => Run(result.GetValue(network), result.GetValue(events), result.GetValue(output), cancellation));
        return command;
    }

    private static async Task<int> Run(string? path, int events, string? output, CancellationToken cancellation)
    {
        if (ChromiumBrowser.Find() is not { } chromium)
        {
            Console.Error.WriteLine("There is no Chromium or Chrome; $CHROMIUM names one.");
            return 1;
        }

        await using var server = await LiveCommand.Serve(path, port: 0, cancellation);
        await using var browser = await ChromiumBrowser.Launch(chromium);
        await using var page = await browser.NewPageAsync();
        await page.SetViewportAsync(new ViewPortOptions { Width = 1280, Height = 800 });
        await page.GoToAsync(server.Address);
        await page.WaitForFunctionAsync("() => window.live?.answer && document.querySelector('#now .dynamics').textContent.startsWith('dyr')");
        await Drag(page, "turn", events);   // compiled code gets its last speed after some calls
        List<Dragged> dragged = [];
        foreach (var slider in Sliders) dragged.Add(await Drag(page, slider, events));
        Console.WriteLine($"{events} positions of the pointer, {Milliseconds} ms apart; {Session.Machine}");
        foreach (var line in dragged) Console.WriteLine(line);
        if (output is not null)
            ResultDocument.Write(output, "The live page in Chromium: milliseconds from an input event to the drawn answer.", new { events, everyMilliseconds = Milliseconds }, dragged);
        return 0;
    }

    private static async Task<Dragged> Drag(IPage page, string slider, int events)
    {
        await page.EvaluateExpressionAsync("live.latencies.length = live.network.length = 0");
        var box = await (await page.QuerySelectorAsync($"#knob-{slider}")).BoundingBoxAsync();
        await page.Mouse.MoveAsync(box.X + 8, box.Y + box.Height / 2);
        await page.Mouse.DownAsync();
        for (var k = 0; k < events; k++)
        {
            await page.Mouse.MoveAsync(box.X + 8 + (box.Width - 16) * k / (events - 1), box.Y + box.Height / 2);
            await Task.Delay(Milliseconds);
        }

        await page.Mouse.UpAsync();
        await Task.Delay(500);
        var all = await page.EvaluateExpressionAsync<double[]>("live.latencies");
        var network = await page.EvaluateExpressionAsync<double[]>("live.network");
        return new Dragged(
            slider, all.Length, Math.Round(Statistics.Median(all), 1), Math.Round(Statistics.Quantile(all, 0.95), 1), Math.Round(Statistics.Median(network), 1));
    }

    private sealed record Dragged(string Slider, int Answers, double MedianMs, double Percentile95Ms, double NetworkMs)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"  {Slider,-10} {Answers,4} answers   median {MedianMs,6:F1} ms   95 % within {Percentile95Ms,6:F1} ms   of which the network {NetworkMs,5:F1} ms");
    }
}
