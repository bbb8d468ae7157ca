using System.Net;
using System.Net.Http.Headers;

namespace Capsules.Data;

/// <summary>How far a download is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">Bytes that are here.</param>
/// <param name="Total">Bytes in all, where known.</param>
public readonly record struct DataProgress(string File, long Bytes, long? Total);

/// <summary>Downloads a file over HTTP, continuing where an earlier attempt broke off.</summary>
internal sealed class DataDownloader(HttpClient client, IProgress<DataProgress>? progress)
{
    private const int Attempts = 4; // a broken connection is taken up again, three times
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromMilliseconds(400);

    /// <summary>Downloads from the first address that answers.</summary>
    /// <param name="addresses">Tried in order.</param>
    /// <param name="path">Where the file goes; until it is whole it is called <c>….part</c>.</param>
    /// <param name="size">Its bytes, where known.</param>
    /// <param name="cancel">Stops the download; what has arrived stays for the next time.</param>
    /// <exception cref="DataUnavailableException">No address gives the file; the message says why of each.</exception>
    /// <exception cref="IOException">The file cannot be written, as on a full disk.</exception>
    internal async Task Download(IReadOnlyList<string> addresses, string path, long? size, CancellationToken cancel)
    {
        var failures = new List<string>();
        foreach (string address in addresses)
        {
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    await Fetch(address, path, size, cancel);
                    return;
                }
                catch (Exception broken) when (IsTransport(broken, cancel))
                {
                    if (!IsFinal(broken) && attempt < Attempts)
                    {
                        await Task.Delay(Pause * attempt, cancel);
                        continue;
                    }
                    failures.Add($"{address}: {Reason(broken)}");
                    break;
                }
            }
        }
        throw new DataUnavailableException(
            $"{Path.GetFileName(path)} could not be downloaded.\n  {string.Join("\n  ", failures)}\n" +
            "Where this machine cannot reach the address, fetch the file elsewhere and name its folder or another server with --from.");
    }

    private async Task Fetch(string address, string path, long? size, CancellationToken cancel)
    {
        string part = path + ".part";
        long have = File.Exists(part) ? new FileInfo(part).Length : 0;
        if (have > 0 && have == size)
        {
            File.Move(part, path, overwrite: true); // an earlier run ended between the last byte and this
            return;
        }
        if (have > size) have = 0;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            File.Delete(part); // it was whole and never renamed, or it is of another edition
            throw new HttpIOException(
                HttpRequestError.ResponseEnded, "the part downloaded before does not fit the file; it is fetched anew");
        }
        response.EnsureSuccessStatusCode();

        bool continues = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (!continues) have = 0;
        long? total = continues ? response.Content.Headers.ContentRange!.Length : response.Content.Headers.ContentLength;
        if (size is long known && total is long told && told != known)
            throw new InvalidDataException($"the server offers {told:N0} bytes; {known:N0} were expected");

        await using (var file = new FileStream(part, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write))
        {
            await Copy(response, file, new DataProgress(Path.GetFileName(path), have, total ?? size), cancel);
            if ((total ?? size) is long expected && file.Length != expected)
                throw new HttpIOException(
                    HttpRequestError.ResponseEnded, $"the connection ended after {file.Length:N0} of {expected:N0} bytes");
        }
        File.Move(part, path, overwrite: true);
    }

    private async Task Copy(HttpResponseMessage response, FileStream file, DataProgress state, CancellationToken cancel)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancel);
        byte[] buffer = new byte[1 << 17];
        progress?.Report(state);
        while (true)
        {
            int got;
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel))
            {
                patience.CancelAfter(Silence);
                try { got = await body.ReadAsync(buffer, patience.Token); }
                catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
                {
                    throw new HttpIOException(
                        HttpRequestError.ResponseEnded, $"the server has been silent for {Silence.TotalSeconds:0} seconds");
                }
            }
            if (got == 0) return;
            await file.WriteAsync(buffer.AsMemory(0, got), cancel);
            state = state with { Bytes = state.Bytes + got };
            progress?.Report(state);
        }
    }

    // HttpIOException is an IOException, and a full disk is another: only the former is the server's.
    private static bool IsTransport(Exception broken, CancellationToken cancel) => !cancel.IsCancellationRequested
        && (broken is HttpRequestException or HttpIOException or TaskCanceledException or InvalidDataException
            || broken is IOException { InnerException: System.Net.Sockets.SocketException });

    // Trying again would bring the same.
    private static bool IsFinal(Exception broken) => broken is InvalidDataException
        or HttpRequestException { StatusCode: >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError }
        or HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError };

    private static string Reason(Exception broken) => broken switch
    {
        HttpRequestException { StatusCode: HttpStatusCode code } => $"the server answers {(int)code} ({code})",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
            $"the name is not known here ({broken.Message}); is this machine offline?",
        TaskCanceledException => "the server does not answer",
        _ => broken.Message,
    };
}

/// <summary>A data set cannot be had: no server gives it, or what came is not it.</summary>
/// <param name="message">What is missing, why, and what to do.</param>
public sealed class DataUnavailableException(string message) : Exception(message);
