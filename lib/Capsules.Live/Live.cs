using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Plots;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive;
using Plotly.NET;

namespace Capsules.Live;

/// <summary>A network whose knobs are turned below a notebook's cell.</summary>
public static class Live
{
    /// <summary>Set where notebooks are run without a front end: nobody could turn a knob there.</summary>
    public const string Headless = "CAPSULES_HEADLESS";

    private static readonly ConcurrentDictionary<string, LiveServer> Servers = new();

    /// <summary>Shows the page in a frame and starts to serve it, until the kernel ends or the cell runs again.</summary>
    /// <remarks>The network is put into evaluation mode. Without a front end there is no frame, only the picture.</remarks>
    /// <param name="images">Images of the network's size, or smaller ones, which are put in the middle of an empty background.</param>
    /// <param name="state">Where the page begins: the part of a page's address after the question mark; as the network was made where empty.</param>
    /// <returns>A picture of the first state, for a place without a kernel, such as GitHub.</returns>
    /// <exception cref="ArgumentException">The images do not fit the network, or there is no such state.</exception>
    public static GenericChart Show(
        CapsNet network, ImageSet images, string state = "",
        [CallerArgumentExpression(nameof(network))] string networkName = "model", [CallerArgumentExpression(nameof(images))] string imagesName = "images")
    {
        using var model = new LiveModel(network, images);
        var knobs = Knobs.Parse(state, model.Start, model.Images.Count);
        var answer = model.Answer(knobs).GetAwaiter().GetResult();
        var isLive = KernelInvocationContext.Current is not null && Environment.GetEnvironmentVariable(Headless) is null or "";
        if (isLive) Frame(network, images, knobs, new LiveNames(null, networkName, imagesName));
        var title = isLive ? "Its first state, as a picture that stays when the kernel has ended"
            : "The first state of a live page: run this cell in VS Code or Jupyter, or type ./workbook live, and turn its knobs";
        return Plot.ParseTree(answer.Tree with { Image = FirstChannel(answer.Picture, model.Images) }, title);
    }

    private static void Frame(CapsNet network, ImageSet images, Knobs knobs, LiveNames names)
    {
        var server = LiveServer.Start(network, images, names).GetAwaiter().GetResult();
        var key = $"{names.Network}, {names.Images}";
        if (Servers.TryRemove(key, out var earlier)) _ = earlier.DisposeAsync().AsTask();
        Servers[key] = server;
        var address = WebUtility.HtmlEncode($"{server.Address}?{knobs.ToQuery()}");
        Shown.Place(new HtmlString(
            $"""
            <iframe src="{address}" title="Live: the routing of {WebUtility.HtmlEncode(names.Network)}"
              width="100%" height="860" allow="clipboard-write" style="border:1px solid #999"></iframe>
            <p>The page lives as long as the kernel, on the machine of the kernel: if the frame is empty, run the cell again.
            <a href="{address}" target="_blank" rel="noopener">Open it in a window of its own</a>.</p>
            """), "text/html");
    }

    private static double[,] FirstChannel(byte[] picture, ImageSet images)
    {
        var matrix = new double[images.Height, images.Width];
        for (var p = 0; p < images.Height * images.Width; p++) matrix[p / images.Width, p % images.Width] = picture[p] / 255.0;
        return matrix;
    }
}
