using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using Capsules.Kernel.Engine;
using Capsules.Kernel.Protocol;

namespace Capsules.Kernel.Tests;

/// <summary>The connection file decides where the kernel listens, and stays secret.</summary>
public sealed class ProtocolConnectionTests
{
    private const string Good = """{"shell_port":5001,"control_port":5002,"stdin_port":5003,"iopub_port":5004,"hb_port":5005,"key":"hush-hush"}""";

    [Fact]
    public void ListensOnLoopbackWhereNothingElseIsSaid()
    {
        Assert.Equal("127.0.0.1", ConnectionFile.Parse(Encoding.UTF8.GetBytes(Good)).Ip);
        using var kernel = new ProtocolKernel();
        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(l => kernel.Ports.Contains(l.Port)).ToArray();
        Assert.Equal(5, listening.Length);
        Assert.All(listening, l => Assert.Equal(IPAddress.Loopback, l.Address));
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "expected a JSON object")]
    [InlineData("""{"key":"hush-hush","shell_port":0}""", "'shell_port' must be a port number")]
    [InlineData("""{"key":"hush-hush","shell_port":"80"}""", "'shell_port' must be a port number")]
    [InlineData("""{"key":"hush-hush","transport":"udp"}""", "'transport' must be tcp")]
    [InlineData("""{"key":"hush-hush","signature_scheme":"hmac-md5"}""", "'signature_scheme' must be hmac-sha256")]
    [InlineData("""{"key":["hush-hush"],"shell_port":1,"control_port":1,"stdin_port":1,"iopub_port":1,"hb_port":1}""", "'key' must be a string")]
    [InlineData("""{"key":"hush-hush" oops""", "not valid JSON")]
    public void ABadFileIsRefusedWithItsFieldAndWithoutItsKey(string json, string expected)
    {
        var path = Path.GetTempFileName();
        File.WriteAllText(path, json);
        var error = Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(path));
        File.Delete(path);
        Assert.Contains(path, error.Message);
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain("hush", error.ToString());
    }

    [Fact]
    public void AMissingFileIsNamed() =>
        Assert.Contains("/nowhere/kernel.json", Assert.Throws<InvalidDataException>(() => ConnectionFile.Read("/nowhere/kernel.json")).Message);

    [Fact]
    public void ATakenPortIsAnErrorThatNamesIt()
    {
        using var first = new ProtocolKernel();
        var json = Good.Replace("5005", first.Ports[4].ToString());
        using var second = new KernelServer(ConnectionFile.Parse(Encoding.UTF8.GetBytes(json)), Task.FromResult<IEngine>(new ProtocolFakeEngine()));
        Assert.Contains(first.Ports[4].ToString(), Assert.Throws<InvalidOperationException>(second.Start).Message);
    }
}
