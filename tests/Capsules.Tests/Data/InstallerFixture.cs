using System.Security.Cryptography;
using Capsules.Data;

namespace Capsules.Tests;

/// <summary>An installer over an empty folder, a server of this process, and a file that it serves or not.</summary>
public abstract class DataInstallerFixture : IDisposable
{
    public void Dispose()
    {
        Server.Dispose();
        Root.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected TemporaryFolder Root { get; } = new();

    private protected DataServer Server { get; } = new();

    private protected byte[] Content { get; } = RandomNumberGenerator.GetBytes(300_000);

    private protected DataInstaller Installer => new(Root.Path);

    private protected static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private protected static DataSet Set(params DataDownload[] downloads) => new("toy", "A toy", "none", "nobody", "nowhere", downloads);

    private protected DataDownload Plain(string name = "a.bin") =>
        new([$"{Server.Address}/files/{name}"], [new DataFile(name, Content.Length, Sum(Content))]);

    private protected void AssertNothingInstalled()
    {
        Assert.False(Directory.Exists(Root["toy"]));
        Assert.Equal(DataPresence.Absent, Installer.Presence(Set(Plain())));
    }

}
