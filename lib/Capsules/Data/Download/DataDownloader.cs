using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Capsules.Data;

/// <summary>How far a download is.</summary>
/// <param name="Total">Bytes in all, where known.</param>
public readonly record struct DataProgress(string File, long Bytes, long? Total);

/// <summary>A data set cannot be had: no address gives it, or what came is something else.</summary>
public sealed class DataUnavailableException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>Whether every address was out of reach, as without a network.</summary>
    public bool IsUnreachable { get; init; }
}

/// <summary>Downloads a file over HTTP, continuing where an earlier attempt broke off.</summary>
internal static class DataDownloader
{
    private const int Attempts = 4; // a connection that breaks is taken up again, three times
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(400);
    private static readonly HttpClient Client = MakeClient();
    private static readonly ConcurrentDictionary<string, DataUnavailableException> Unreachable = [];

    /// <summary>Downloads from an address; the file is called <c>….part</c> until it is complete. A host that did not answer is not asked
    /// again by this process.</summary>
    /// <exception cref="DataUnavailableException">The address does not give the file.</exception>
    internal static async Task Download(string address, string path, IProgress<DataProgress>? progress, CancellationToken cancel)
    {
        var host = new Uri(address).Authority;
        if (Unreachable.TryGetValue(host, out var before)) throw before;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Fetch(address, path, progress, cancel);
                return;
            }
            catch (Exception broken) when (IsTransport(broken, cancel))
            {
                var noAnswer = broken is TaskCanceledException
                    or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError };
                if (attempt < Attempts && !noAnswer && broken is not HttpRequestException { StatusCode: < HttpStatusCode.InternalServerError })
                {
                    await Task.Delay(Pause * attempt, cancel);
                    continue;
                }
                var failed = new DataUnavailableException(Reason(broken)) { IsUnreachable = noAnswer };
                if (noAnswer) Unreachable[host] = failed;
                throw failed;
            }
        }
    }

    private static async Task Fetch(string address, string path, IProgress<DataProgress>? progress, CancellationToken cancel)
    {
        var part = path + ".part";
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            File.Delete(part); // it was complete and never renamed, or it is of another edition
            throw new HttpIOException(HttpRequestError.ResponseEnded, "the part downloaded before does not fit the file");
        }
        response.EnsureSuccessStatusCode();

        var range = response.Content.Headers.ContentRange;
        var continues = response.StatusCode == HttpStatusCode.PartialContent && range?.From == have;
        if (!continues) have = 0;
        var total = continues ? range!.Length : response.Content.Headers.ContentLength;
        await using (var file = new FileStream(part, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write))
        {
            await Copy(response, file, new DataProgress(Path.GetFileName(path), have, total), progress, cancel);
            if (total is long expected && file.Length != expected)
                throw new HttpIOException(HttpRequestError.ResponseEnded, $"the connection ended after {file.Length:N0} of {expected:N0} bytes");
        }
        File.Move(part, path, overwrite: true);
    }

    private static async Task Copy(
        HttpResponseMessage response, FileStream file, DataProgress state, IProgress<DataProgress>? progress, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[1 << 17];
        progress?.Report(state);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        while (true)
        {
            patience.CancelAfter(Silence);
            int got;
            try { got = await body.ReadAsync(buffer, patience.Token); }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                throw new HttpIOException(HttpRequestError.ResponseEnded, $"the server has been silent for {Silence.TotalSeconds:0} seconds");
            }
            if (got == 0) return;
            await file.WriteAsync(buffer.AsMemory(0, got), cancel);
            state = state with { Bytes = state.Bytes + got };
            progress?.Report(state);
        }
    }

    private static HttpClient MakeClient()
    {
        var client = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(5) });
        client.DefaultRequestHeaders.UserAgent.ParseAdd("capsules-workbook"); // some servers refuse requests without
        return client;
    }

    // HttpIOException is an IOException, and a full disk is another: only the former is the server's.
    private static bool IsTransport(Exception broken, CancellationToken cancel) => !cancel.IsCancellationRequested
        && (broken is HttpRequestException or HttpIOException or TaskCanceledException
            || broken is IOException { InnerException: System.Net.Sockets.SocketException });

    private static string Reason(Exception broken) => broken switch
    {
        HttpRequestException { StatusCode: HttpStatusCode code } => $"the server answers {(int)code} ({code})",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "the host's name cannot be resolved; is this machine offline?",
        TaskCanceledException => "the server does not answer",
        _ => broken.Message,
    };
}

/// <summary>Prints how far downloads are: one line that is overwritten on a terminal, elsewhere a line for every tenth.</summary>
internal sealed class DownloadProgress : IProgress<DataProgress>
{
    private readonly Stopwatch sinceShown = Stopwatch.StartNew();
    private (string File, long Tenth) shown;

    public void Report(DataProgress value)
    {
        bool end = value.Bytes == value.Total, terminal = !Console.IsErrorRedirected;
        var now = (value.File, value.Total is > 0 and long total ? 10 * value.Bytes / total : value.Bytes / 10_000_000);
        if (!end && value.File == shown.File && (terminal ? sinceShown.ElapsedMilliseconds < 100 : now == shown)) return;
        shown = now;
        sinceShown.Restart();
        var line = $"{value.File}: " + (value is { Bytes: 0, Total: null } ? "fetching ..." : Bytes(value.Bytes) + (value.Total is long all ? $" of {Bytes(all)}" : ""));
        Console.Error.Write(terminal ? $"\r{line,-79}{(end ? "\n" : "")}" : line + "\n");
    }

    internal static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
    };
}
