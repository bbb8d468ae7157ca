using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Capsules.Live;

/// <summary>Serves the page of one network on this machine alone, to whoever has the address with its random token.</summary>
public sealed class LiveServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly LiveModel model;
    private readonly LivePage page;
    private readonly byte[] token;
    private string host = "";

    private LiveServer(LiveModel model, LivePage page, string token, int port)
    {
        (this.model, this.page, this.token) = (model, page, Encoding.ASCII.GetBytes(token));
        // The empty builder reads no configuration, writes no log and leaves Ctrl-C alone.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;   // a drawing may be long
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        application = builder.Build();
        application.Run(Serve);
    }

    /// <summary>Where the page is, token included.</summary>
    public string Address { get; private set; } = "";

    /// <summary>Starts to serve a network and images.</summary>
    /// <param name="port">0 for a free one.</param>
    /// <exception cref="ArgumentException">The images do not fit the network.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static Task<LiveServer> Start(Networks.CapsNet network, Data.ImageSet images, LiveNames? names = null, int port = 0) =>
        Start(network, images, names, port, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)));

    internal static async Task<LiveServer> Start(Networks.CapsNet network, Data.ImageSet images, LiveNames? names, int port, string token)
    {
        var model = new LiveModel(network, images);
        var server = new LiveServer(model, new LivePage(model, names ?? new LiveNames()), token, port);
        try
        {
            await server.application.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var at = new Uri(server.application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        server.host = $"127.0.0.1:{at.Port}";
        server.Address = $"http://{server.host}/{token}/";
        _ = WarmUp(model);
        return server;
    }

    /// <summary>Stops serving.</summary>
    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await application.StopAsync(soon.Token).ConfigureAwait(false);
        await application.DisposeAsync().ConfigureAwait(false);
        model.Dispose();
    }

    // The first visitor finds compiled code, and what is measured over the images well on its way.
    private static async Task WarmUp(LiveModel model)
    {
        try
        {
            await model.Answer(model.Start).ConfigureAwait(false);
            await model.Measure(model.Start).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
        {
            // In training, or stopped already: whoever asks next is told.
        }
    }

    private async Task Serve(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["Cache-Control"] = "no-store";
        headers["Content-Security-Policy"] = "default-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Content-Type-Options"] = "nosniff";
        var path = context.Request.Path.Value!.Split('/', 3);          // "", token, name
        if (path.Length != 3 || !IsOurs(context.Request, path[1], path[2]))
        {
            await Text(context, 403, "403: this page is for whoever has its whole address, as the notebook or the command printed it.").ConfigureAwait(false);
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            await Text(context, 405, "405: there is nothing to change here; only GET.").ConfigureAwait(false);
            return;
        }

        try
        {
            await page.Serve(context, path[2]).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever asked has gone on to another state.
        }
        catch (Exception e) when (e is ArgumentException or FileNotFoundException or InvalidOperationException or ObjectDisposedException)
        {
            await Text(context, e switch { ArgumentException => 400, FileNotFoundException => 404, _ => 503 }, e.Message).ConfigureAwait(false);
        }
    }

    // Another site may open the page itself, as a notebook in a browser does in its frame, if it knows the token; it may ask for nothing else.
    private bool IsOurs(HttpRequest request, string given, string name)
    {
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), token)) return false;
        if (request.Host.Value != host) return false;
        if (request.Headers.Origin is { Count: > 0 } origin && origin != $"http://{host}") return false;
        return request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            || (name.Length == 0 && request.Headers["Sec-Fetch-Mode"] == "navigate");
    }

    private static Task Text(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message);
    }
}
