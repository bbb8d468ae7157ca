using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Capsules.Live.Tests;

[Collection("live")]
public sealed class LiveServerTests(LiveFixture live)
{
    private static readonly HttpClient Client = new();

    [Fact]
    public async Task WhoeverHasTheAddressIsServed()
    {
        await using var server = await Start();
        Assert.StartsWith("http://127.0.0.1:", server.Address, StringComparison.Ordinal);
        Assert.Equal(32, new Uri(server.Address).Segments[1].TrimEnd('/').Length);
        Assert.Contains("<title>Live", await Client.GetStringAsync(server.Address), StringComparison.Ordinal);
        using var answer = JsonDocument.Parse(await Client.GetStringAsync(server.Address + "answer?iterations=5"));
        Assert.Equal(3, answer.RootElement.GetProperty("norms").GetArrayLength());
    }

    [Theory]
    [InlineData("without token", "/", null, null)]
    [InlineData("another token", "/00000000000000000000000000000000/", null, null)]
    [InlineData("without token", "/answer", null, null)]
    [InlineData("another host name", null, "Host", "localhost:1")]
    [InlineData("another host name", null, "Host", "evil.example")]
    [InlineData("another origin", null, "Origin", "http://evil.example")]
    [InlineData("a sandboxed origin", null, "Origin", "null")]
    [InlineData("another site", null, "Sec-Fetch-Site", "cross-site")]
    [InlineData("another port of this machine", null, "Sec-Fetch-Site", "same-site")]
    public async Task AnyoneElseIsRefused(string who, string? path, string? header, string? value)
    {
        await using var server = await Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, path is null ? server.Address + "answer" : new Uri(new Uri(server.Address), path).AbsoluteUri);
        if (header is not null) request.Headers.TryAddWithoutValidation(header, value);
        using var response = await Client.SendAsync(request);
        Assert.True(response.StatusCode == HttpStatusCode.Forbidden, $"{who}: {response.StatusCode}");
    }

    [Fact]
    public async Task AnotherSiteMayFrameThePageAndReadNothing()
    {
        await using var server = await Start();
        async Task<HttpStatusCode> From(string name)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, server.Address + name);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            request.Headers.Add("Sec-Fetch-Mode", "navigate");
            return (await Client.SendAsync(request)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await From(""));
        Assert.Equal(HttpStatusCode.Forbidden, await From("network"));
    }

    [Fact]
    public async Task NothingButLoopbackIsListenedOn()
    {
        await using var server = await Start();
        var port = new Uri(server.Address).Port;
        foreach (var address in (await Dns.GetHostAddressesAsync(Dns.GetHostName())).Where(a => a.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(a)))
        {
            using var socket = new TcpClient();
            await Assert.ThrowsAnyAsync<SocketException>(() => socket.ConnectAsync(address, port));
        }
    }

    [Theory]
    [InlineData("answer?iterations=0", 400, "iterations is '0'; it must be a whole number from 1 to 20")]
    [InlineData("answer?image=60", 400, "from 0 to 59")]
    [InlineData("answer?before=iterations%3D0", 400, "iterations is '0'")]
    [InlineData("secrets.txt", 404, "there is no 'secrets.txt' here")]
    [InlineData("../Knobs.cs", 403, "whole address")]
    public async Task AWrongQuestionGetsASentence(string question, int status, string sentence)
    {
        await using var server = await Start();
        using var response = await Client.GetAsync(server.Address + question);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(sentence, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OnlyReadingIsPossible()
    {
        await using var server = await Start();
        using var response = await Client.PostAsync(server.Address + "answer", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    [Fact]
    public async Task ThePinnedStateComesWithTheChange()
    {
        await using var server = await Start();
        using var answer = JsonDocument.Parse(await Client.GetStringAsync(server.Address + "answer?iterations=9&before=" + Uri.EscapeDataString("iterations=1&image=3")));
        var change = answer.RootElement.GetProperty("before").GetProperty("change").EnumerateArray().Select(c => c.GetDouble()).ToArray();
        Assert.Equal(2, change.Length);
        Assert.All(change, c => Assert.True(c > 0));
    }

    [Fact]
    public async Task AStoppedServerFreesItsPort()
    {
        var server = await Start();
        var address = server.Address;
        await server.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => Client.GetAsync(address));
        await using var next = await LiveServer.Start(live.Network, live.Images, port: new Uri(address).Port);
        using var old = await Client.GetAsync(address);
        Assert.Equal(HttpStatusCode.Forbidden, old.StatusCode);
    }

    private Task<LiveServer> Start() => LiveServer.Start(live.Network, live.Images);
}
