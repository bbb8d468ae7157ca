using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Capsules.Tests;

/// <summary>A small HTTP server on the loopback address that serves what a test gives it, and can misbehave.</summary>
internal sealed class DataServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();

    internal DataServer()
    {
        listener.Start();
        _ = Accept();
    }

    internal string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>What is served, by the last part of the path.</summary>
    internal Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>The requests so far: path, and where the range began or null.</summary>
    internal List<(string Path, long? From)> Requests { get; } = [];

    /// <summary>Closes each of the first so many connections after this many bytes of the body.</summary>
    internal (int Connections, int Bytes) Breaks { get; set; }

    /// <summary>Whether ranges are honoured.</summary>
    internal bool Ranges { get; set; } = true;

    /// <summary>After this many bytes of a body nothing more comes, though the connection stays.</summary>
    internal int? StallsAfter { get; set; }

    public void Dispose()
    {
        end.Cancel();
        listener.Stop();
    }

    private async Task Accept()
    {
        while (!end.IsCancellationRequested)
        {
            TcpClient client;
            try { client = await listener.AcceptTcpClientAsync(end.Token); }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException) { return; }
            _ = Serve(client);
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var _ = client;
        try
        {
            var stream = client.GetStream();
            var reader = new StreamReader(stream, Encoding.ASCII);
            var path = (await reader.ReadLineAsync(end.Token) ?? "").Split(' ')[1];
            long? from = null;
            while (await reader.ReadLineAsync(end.Token) is { Length: > 0 } header)
                if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) from = long.Parse(header[13..].TrimEnd('-'));
            lock (Requests) Requests.Add((path, from));
            await Answer(stream, path, Ranges ? from : null);
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException) { }
    }

    private async Task Answer(NetworkStream stream, string path, long? from)
    {
        if (!Files.TryGetValue(path.Split('/')[^1], out var bytes))
        {
            await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        if (from >= bytes.Length)
        {
            await stream.WriteAsync("HTTP/1.1 416 Range Not Satisfiable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            return;
        }
        int start = (int)(from ?? 0), count = bytes.Length - start;
        var status = from is null ? "200 OK" : $"206 Partial Content\r\nContent-Range: bytes {start}-{bytes.Length - 1}/{bytes.Length}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: {count}\r\nConnection: close\r\n\r\n"));
        if (Breaks.Connections > 0)
        {
            Breaks = Breaks with { Connections = Breaks.Connections - 1 };
            count = Math.Min(count, Breaks.Bytes);
        }
        await stream.WriteAsync(bytes.AsMemory(start, Math.Min(count, StallsAfter ?? int.MaxValue)));
        if (StallsAfter < count) await Task.Delay(Timeout.Infinite, end.Token);
    }
}
