using System.Diagnostics;
using System.Text.Json;
using Capsules.Analysis;
using Microsoft.AspNetCore.Http;

namespace Capsules.Live;

/// <summary>What the page is made of and what it may ask: <c>network</c> once, <c>answer</c>, <c>measure</c> and <c>code</c> with a state as query.</summary>
internal sealed class LivePage(LiveModel model, LiveNames names)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
    };

    /// <summary>Writes an asset or an answer.</summary>
    /// <exception cref="ArgumentException">A knob is set to something it cannot be.</exception>
    /// <exception cref="FileNotFoundException">There is nothing of this name.</exception>
    internal Task Serve(HttpContext context, string name) => name switch
    {
        "network" => Json(context, Network()),
        "answer" => Answer(context),
        "measure" => Measure(context),
        "code" => Write(context, "text/plain; charset=utf-8", Read(context.Request.QueryString.Value).ToCSharp(names)),
        _ => Asset(context, name.Length == 0 ? "index.html" : name),
    };

    private object Network() => new
    {
        title = names.Title ?? names.Network,
        routing = model.Description,
        options = model.Options,
        layers = model.LayerNames.Zip(model.Options.CapsulesPerLayer, (name, capsules) => new { name, capsules }),
        classes = model.Images.ClassNames,
        start = model.Start.ToQuery(),
        ranges = Knobs.Ranges,
        choices = Knobs.Choices,
        images = model.Images.Count,
        source = model.Images.Name,
        generated = model.Images.IsGenerated,
        size = model.Options.ImageSize,
        channels = model.Options.Channels,
        measured = model.Measured,
        labels = model.Images.Labels,
        // The first image of every class, to pick from.
        samples = Enumerable.Range(0, model.Images.ClassNames.Count).Select(k => Array.IndexOf(model.Images.Labels, k)).Where(image => image >= 0)
            .Select(image => new { image, pixels = model.Images.Image(image).ToArray() }),
    };

    private async Task Answer(HttpContext context)
    {
        var clock = Stopwatch.StartNew();
        var query = context.Request.QueryString.Value!;
        // "before" is a state of its own, written as one value.
        var parts = query.TrimStart('?').Split('&').ToLookup(part => part.StartsWith("before=", StringComparison.Ordinal));
        var knobs = Read(string.Join('&', parts[false]));
        var answer = await model.Answer(knobs, context.RequestAborted).ConfigureAwait(false);
        var before = parts[true].FirstOrDefault() is { } pinned
            ? await model.Answer(Read(Uri.UnescapeDataString(pinned["before=".Length..])), context.RequestAborted).ConfigureAwait(false)
            : null;
        await Json(context, new
        {
            state = knobs.ToQuery(),
            norms = answer.Tree.Norms.Select(layer => layer.Select(norm => Math.Round(norm, 4))),
            couplings = answer.Packed(),
            iterations = answer.Couplings.Select(layer => layer.Count),
            predicted = answer.Predicted,
            label = knobs.Ink.Length > 0 ? null : (int?)model.Images.Labels[knobs.Image],
            picture = answer.Picture,
            reconstruction = answer.Reconstruction,
            before = before is null ? null : new
            {
                norms = before.Tree.Norms.Select(layer => layer.Select(norm => Math.Round(norm, 4))),
                couplings = before.Packed(),
                iterations = before.Couplings.Select(layer => layer.Count),
                predicted = before.Predicted,
                picture = before.Picture,
                reconstruction = before.Reconstruction,
                change = answer.Tree.Change(before.Tree),
            },
            milliseconds = Math.Round(clock.Elapsed.TotalMilliseconds, 1),
        }).ConfigureAwait(false);
    }

    private async Task Measure(HttpContext context)
    {
        var knobs = Read(context.Request.QueryString.Value);
        var report = await model.Measure(knobs, context.RequestAborted).ConfigureAwait(false);
        await Json(context, new
        {
            images = report.Images,
            layers = report.Activations.Select(a => new
            {
                mean = a.MeanNorms.Select(norm => Math.Round(norm, 4)),
                std = a.StdNorms.Select(norm => Math.Round(norm, 4)),
                dead = a.Dead(knobs.Thresholds),
                car = Math.Round(a.Car, 4),
            }),
            routing = report.DynamicsAlive.Select(d => new { dyr = Finite(d.Dyr), dys = Finite(d.Dys), lower = d.Lower, upper = d.Upper }),
        }).ConfigureAwait(false);
    }

    private Knobs Read(string? query) => Knobs.Parse(query ?? "", model.Start, model.Images.Count);

    // NaN where there is nothing to choose: null for the page.
    private static double? Finite(double value) => double.IsFinite(value) ? Math.Round(value, 4) : null;

    private static Task Asset(HttpContext context, string name)
    {
        using var stream = Types.ContainsKey(Path.GetExtension(name)) ? typeof(LivePage).Assembly.GetManifestResourceStream(name) : null;
        using var reader = new StreamReader(stream ?? throw new FileNotFoundException($"404: there is no '{name}' here."));
        return Write(context, Types[Path.GetExtension(name)], reader.ReadToEnd());
    }

    private static Task Json(HttpContext context, object value) => Write(context, "application/json", JsonSerializer.Serialize(value, Format));

    private static Task Write(HttpContext context, string type, string text)
    {
        context.Response.ContentType = type;
        return context.Response.WriteAsync(text);
    }
}
