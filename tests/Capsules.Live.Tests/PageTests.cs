using Capsules.Data;
using Capsules.Networks;
using Capsules.Workbook.Tests;
using PuppeteerSharp;

namespace Capsules.Live.Tests;

/// <summary>The page in Chromium, used as a person would.</summary>
[Collection("live")]
public sealed class PageTests(LiveFixture live, BrowserFixture chromium) : IAsyncLifetime
{
    private readonly List<string> faults = [];
    private LiveServer server = null!;

    public async Task InitializeAsync() => server = await LiveServer.Start(live.Network, live.Images);

    public async Task DisposeAsync()
    {
        await chromium.Close();
        await server.DisposeAsync();
    }

    [ChromiumFact]
    public async Task ADrawnSevenIsASeven()
    {
        var page = await chromium.Open(server.Address, faults);
        await page.ClickAsync("#clear");
        Assert.StartsWith("Draw", await page.Text("#verdict"), StringComparison.Ordinal);
        await Draw(page, (0.3, 0.28), (0.7, 0.28), (0.45, 0.72));
        await Says(page, "7");
        Assert.Contains("ink=", await page.EvaluateExpressionAsync<string>("live.state"), StringComparison.Ordinal);
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task TheTreeMovesWhileThePictureIsTurned()
    {
        var page = await chromium.Open(server.Address, faults);
        const string edges = "[...document.querySelectorAll('#now .edge')].map(e => e.getAttribute('d')).join()";
        HashSet<string> seen = [await page.EvaluateExpressionAsync<string>(edges)];
        var slider = await (await page.QuerySelectorAsync("#knob-turn")).BoundingBoxAsync();
        await page.Mouse.MoveAsync(slider.X + slider.Width / 2, slider.Y + slider.Height / 2);
        await page.Mouse.DownAsync();
        for (var k = 1; k <= 8; k++)
        {
            await page.Mouse.MoveAsync(slider.X + slider.Width * (0.5m + k * 0.05m), slider.Y + slider.Height / 2);
            await page.Until("() => live.answer.state.includes('turn=' + document.querySelector('#knob-turn').value)");
            seen.Add(await page.EvaluateExpressionAsync<string>(edges));
        }

        await page.Mouse.UpAsync();
        Assert.True(seen.Count >= 8, $"the edges took {seen.Count} forms while the picture was turned eight times");
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task TheIterationsCanBePlayedAndStepped()
    {
        var page = await chromium.Open(server.Address + "?iterations=4", faults);
        Task<string> Shown() => page.Text("#step-text");
        Assert.Equal("iteration 4 of 4", await Shown());
        await page.ClickAsync("#back");
        Assert.Equal("iteration 3 of 4", await Shown());
        await page.ClickAsync("#play");
        await page.Until("() => document.querySelector('#step-text').textContent === 'iteration 4 of 4'");
        await page.Fill("#step", "1");
        Assert.Equal("iteration 1 of 4", await Shown());
        // Before any agreement every coupling is its prior's: nearly an equal share, so no edge is among the strong ones.
        Assert.Equal("", await page.EvaluateExpressionAsync<string>("[...document.querySelectorAll('#now .edge.s3')].map(e => e.getAttribute('d')).join('')"));
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task AStateIsItsAddress()
    {
        var page = await chromium.Open(server.Address, faults);
        await page.Fill("#knob-sharpness", "3");
        await page.SelectAsync("#knob-routing", "em");
        await page.ClickAsync("#pin");
        await page.Fill("#knob-scale", "0.7");
        await Settled(page);
        await page.Until("() => location.search.includes('scale=0.7')");
        var norms = await Norms(page);
        var again = await chromium.Open(page.Url, faults);
        await Settled(again);
        Assert.Equal(await page.EvaluateExpressionAsync<string>("live.state"), await again.EvaluateExpressionAsync<string>("live.state"));
        Assert.Equal(norms, await Norms(again));
        Assert.True(await again.EvaluateExpressionAsync<bool>("document.querySelector('#before').checkVisibility()"));

        // Another server's address, pasted: the state counts, the host does not.
        var other = await chromium.Open(server.Address, faults);
        await other.ClickAsync("#export summary");
        await other.TypeAsync("#go", page.Url.Replace(new Uri(server.Address).Authority, "127.0.0.1:1", StringComparison.Ordinal));
        await other.Keyboard.PressAsync("Enter");
        await Settled(other);
        Assert.Equal(norms, await Norms(other));
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task TheKeyboardReachesAndFollowsACapsule()
    {
        var page = await chromium.Open(server.Address, faults);
        await page.FocusAsync("#now .node[tabindex='0']");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowDown");
        Assert.StartsWith("layer 2, capsule 2: norm", await page.Text("#capsule"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Enter");
        const string drawn = "[...document.querySelectorAll('#now .edge')].map(e => e.getAttribute('d').split('M').length - 1).reduce((a, b) => a + b)";
        Assert.InRange(await page.EvaluateExpressionAsync<int>(drawn), 1, 26); // of its 16 lower and 10 upper neighbors
        Assert.Contains("follow=1.1", await page.EvaluateExpressionAsync<string>("live.state"), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Escape");
        Assert.True(await page.EvaluateExpressionAsync<int>(drawn) > 26);
        await page.Until("() => /Over 60 images/.test(document.querySelector('#capsule').textContent)");
        Assert.Empty(faults);
    }

    [ChromiumTheory]
    [InlineData(BackboneKind.Original, 1152, 1)]
    [InlineData(BackboneKind.Cifar10, 32, 3)]
    public async Task OtherNetworksAreDrawnToo(BackboneKind backbone, int capsules, int layers)
    {
        using var network = new CapsNet(new CapsNetOptions(backbone, capsules, 8, layers, Decoder: false));
        var images = backbone == BackboneKind.Cifar10 ? Cifar10.Load(Split.Test, count: 12) : Mnist.Load(Split.Test, count: 12);
        await using var other = await LiveServer.Start(network, images);
        var page = await chromium.Open(other.Address, faults);
        Assert.Equal(capsules * layers + 10, await page.EvaluateExpressionAsync<int>("document.querySelectorAll('#now .node').length"));
        await page.Fill("#knob-iterations", "2");
        await Settled(page);
        await Draw(page, (0.2, 0.2), (0.8, 0.8));
        await Settled(page);
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task ThePageWorksInTheFrameOfANotebookOnAnotherSite()
    {
        // Jupyter is at localhost, which for a browser is another site than 127.0.0.1.
        using var jupyter = new System.Net.HttpListener();
        var port = new Uri(server.Address).Port + 1;
        jupyter.Prefixes.Add($"http://localhost:{port}/");
        jupyter.Start();
        _ = Task.Run(async () =>
        {
            var context = await jupyter.GetContextAsync();
            context.Response.ContentType = "text/html";
            context.Response.Close(System.Text.Encoding.UTF8.GetBytes($"<iframe src='{server.Address}' width=1000 height=800></iframe>"), willBlock: true);
        });
        var page = await chromium.Open(server.Address, faults);
        await page.GoToAsync($"http://localhost:{port}/");
        var frame = page.Frames.Single(f => f.ParentFrame is not null);
        await frame.Until("() => window.live?.answer");
        await frame.Fill("#knob-turn", "30");
        await frame.Until("() => live.answer.state.includes('turn=30')");
        jupyter.Stop();
    }

    [ChromiumFact]
    public async Task AnAddressThatCannotBeIsAnsweredWithASentence()
    {
        var page = await chromium.Open(server.Address, faults);
        await page.ClickAsync("#export summary");
        await page.TypeAsync("#go", "http://127.0.0.1/?iterations=99");
        await page.Keyboard.PressAsync("Enter");
        await Notice(page, "iterations is '99'; it must be a whole number from 1 to 20");
        await page.ClickAsync("#reset");
        await page.Until("() => document.querySelector('#notice').hidden");
    }

    [ChromiumTheory]
    [InlineData(375, 812)]
    [InlineData(800, 600)]
    [InlineData(1920, 1080)]
    public async Task NothingIsWiderThanTheWindow(int width, int height)
    {
        var page = await chromium.Open(server.Address + "?before=iterations%3D1&large=1", faults, width, height);
        await Settled(page);
        Assert.True(await page.EvaluateExpressionAsync<int>("document.documentElement.scrollWidth") <= width);
        Assert.Empty(faults);
    }

    [ChromiumTheory]
    [InlineData("light")]
    [InlineData("dark")]
    public async Task TextAndMarksStandOutFromThePaper(string scheme)
    {
        var page = await chromium.Open(server.Address, faults, scheme: scheme);
        const string contrast = """
            names => { const style = getComputedStyle(document.documentElement);
              const light = name => { const [r, g, b] = style.getPropertyValue(name).trim().match(/[0-9a-f]{2}/gi).map(p => parseInt(p, 16) / 255)
                .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
              const paper = light('--paper');
              return names.map(light).map(l => (Math.max(l, paper) + .05) / (Math.min(l, paper) + .05)); }
            """;
        var text = await page.EvaluateFunctionAsync<double[]>(contrast, new object[] { new[] { "--ink", "--quiet", "--longest", "--mark", "--dead" } });
        Assert.All(text, c => Assert.True(c >= 4.5, $"{c}"));
        var marks = await page.EvaluateFunctionAsync<double[]>(contrast, new object[] { new[] { "--s0", "--s1", "--s2", "--s3", "--focus" } });
        Assert.All(marks, c => Assert.True(c >= 3, $"{c}"));
    }

    [ChromiumFact]
    public async Task EveryControlHasANameAndIsReachedByTab()
    {
        var page = await chromium.Open(server.Address, faults);
        var nameless = await page.EvaluateExpressionAsync<string[]>(
            "[...document.querySelectorAll('button, input, select, textarea')].filter(e => !(e.labels?.length || e.ariaLabel || e.textContent.trim() || e.title)).map(e => e.outerHTML)");
        Assert.Empty(nameless);
        HashSet<string> reached = [];
        for (var k = 0; k < 60; k++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateExpressionAsync<string>("document.activeElement.id || document.activeElement.className?.baseVal || document.activeElement.tagName"));
        }

        Assert.Superset(new HashSet<string> { "pin", "reset", "large", "clear", "image", "knob-turn", "knob-routing", "knob-iterations", "node", "play", "step" }, reached);
    }

    [ChromiumFact]
    public async Task ExportsHoldWhatThePageShows()
    {
        var page = await chromium.Open(server.Address + "?image=4", faults);
        await page.ClickAsync("#export summary");
        Task<byte[]> Saved(string kind) => chromium.Saved(page, $"[data-export={kind}]");

        var svg = System.Xml.Linq.XDocument.Parse(System.Text.Encoding.UTF8.GetString(await Saved("svg")));
        Assert.Equal(42, svg.Descendants("{http://www.w3.org/2000/svg}circle").Count());   // 16 + 16 + 10 capsules
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], (await Saved("png"))[..4]);
        using var json = System.Text.Json.JsonDocument.Parse(await Saved("json"));
        Assert.Equal(3, json.RootElement.GetProperty("couplings")[0].GetArrayLength());
        await page.ClickAsync("[data-export=code]");
        await page.WaitForSelectorAsync("#code", new() { Visible = true });
        Assert.Contains("images.Slice(4, 1)", await page.EvaluateExpressionAsync<string>("document.querySelector('#code textarea').value"), StringComparison.Ordinal);
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task ARestartedServerIsToldOfAndFoundAgain()
    {
        const string token = "0123456789abcdef0123456789abcdef";
        var first = await LiveServer.Start(live.Network, live.Images, null, 0, token);
        var port = new Uri(first.Address).Port;
        var page = await chromium.Open(first.Address, []);   // the browser itself reports the lost connection as an error
        await first.DisposeAsync();
        await page.Fill("#knob-turn", "20");
        await Notice(page, "The server has stopped");

        await using (await LiveServer.Start(live.Network, live.Images, null, port, token))
        {
            await page.Until("() => document.querySelector('#notice').hidden && live.answer.state.includes('turn=20')");
        }

        await page.Fill("#knob-turn", "40");
        await Notice(page, "The server has stopped");
        await using var another = await LiveServer.Start(live.Network, live.Images, port: port);
        await Notice(page, "an earlier server");
    }

    [ChromiumFact]
    public async Task TheNewestStateWinsAndNoneQueues()
    {
        var page = await chromium.Open(server.Address, faults);
        var asked = 0;
        await page.SetRequestInterceptionAsync(true);
        page.Request += async (_, e) =>
        {
            if (e.Request.Url.Contains("/answer?", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref asked);
                await Task.Delay(100);
            }
            await e.Request.ContinueAsync();
        };
        await page.EvaluateFunctionAsync("""
            () => { const slider = document.querySelector('#knob-turn');
              for (let k = 1; k <= 100; k++) { slider.value = k; slider.dispatchEvent(new Event('input')); } }
            """);
        await page.Until("() => live.answer.state.includes('turn=100')");
        Assert.Equal(2, asked);   // the first state, and the last
        Assert.Empty(faults);
    }

    [ChromiumFact]
    public async Task AThousandEventsLeaveNoErrorAndNothingBehind()
    {
        var page = await chromium.Open(server.Address, faults);
        async Task<(int Elements, double Heap)> Size()
        {
            await Settled(page);
            await page.Client.SendAsync("HeapProfiler.collectGarbage");
            return (await page.EvaluateExpressionAsync<int>("document.querySelectorAll('*').length"), (double)(await page.MetricsAsync())["JSHeapUsedSize"]);
        }

        await Events(page, seed: 1, count: 300);
        var before = await Size();
        await Events(page, seed: 2, count: 1000);
        var after = await Size();
        Assert.Equal(before.Elements, after.Elements);
        Assert.True(after.Heap < before.Heap * 1.5 + 2e6, $"the heap grew from {before.Heap:N0} to {after.Heap:N0} bytes");
        Assert.Empty(faults);
    }

    // Random movements of random knobs, strokes, keys and buttons; the view returns to where it began.
    private static Task Events(IPage page, int seed, int count) => page.EvaluateFunctionAsync(
        """
        async (seed, count) => {
          const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
          const all = [...document.querySelectorAll('input[type=range], select, #image, #paper, .node, #play, #back, #on, #pin, #large, #clear, #reset, .samples button')];
          const fire = (element, type, more = {}) => element.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, ...more }));
          for (let k = 0; k < count; k++) {
            const element = all[Math.floor(random() * all.length)];
            if (element.disabled) continue;
            if (element.type === 'range' || element.type === 'number') {
              element.value = +element.min + random() * (+element.max - element.min);
              element.dispatchEvent(new Event('input'));
            } else if (element.tagName === 'SELECT') {
              element.selectedIndex = Math.floor(random() * element.options.length);
              element.dispatchEvent(new Event('input'));
            } else if (element.classList.contains('node')) {
              element.focus();
              element.dispatchEvent(new KeyboardEvent('keydown', { key: ['ArrowUp', 'ArrowRight', 'Enter', 'Escape'][Math.floor(random() * 4)], bubbles: true }));
            } else if (element.id === 'paper') {
              const box = element.getBoundingClientRect();
              element.setPointerCapture = () => {};
              element.hasPointerCapture = () => true;
              const at = () => ({ clientX: box.left + random() * box.width, clientY: box.top + random() * box.height, button: 0 });
              fire(element, 'pointerdown', at());
              for (let p = 0; p < 5; p++) fire(element, 'pointermove', at());
              fire(element, 'pointerup', at());
            } else element.click();
            if (k % 5 === 0) await new Promise(requestAnimationFrame);
          }
          if (document.querySelector('#pin').ariaPressed === 'true') document.querySelector('#pin').click();
          document.querySelector('#reset').click();
          document.activeElement.blur();
        }
        """, seed, count);

    private static async Task Draw(IPage page, params (double X, double Y)[] points)
    {
        var paper = await (await page.QuerySelectorAsync("#paper")).BoundingBoxAsync();
        Task Move((double X, double Y) to) =>
            page.Mouse.MoveAsync(paper.X + (decimal)to.X * paper.Width, paper.Y + (decimal)to.Y * paper.Height, new() { Steps = 8 });
        await Move(points[0]);
        await page.Mouse.DownAsync();
        foreach (var point in points[1..]) await Move(point);
        await page.Mouse.UpAsync();
    }

    private static async Task Says(IPage page, string digit)
    {
        await Settled(page);
        Assert.Equal($"The network says {digit}.", await page.Text("#verdict"));
    }

    // The answer shown is that of the knobs as they are.
    private static Task Settled(IPage page) => page.Until(
        "() => { const all = new URLSearchParams(live.answer.state), now = new URLSearchParams(live.state); return [...all].every(([name, value]) => now.get(name) === value); }");

    private static Task Notice(IPage page, string text) =>
        page.Until("text => document.querySelector('#notice').textContent.includes(text)", text);

    private static Task<double[]> Norms(IPage page) => page.EvaluateExpressionAsync<double[]>("live.answer.norms.at(-1)");
}
