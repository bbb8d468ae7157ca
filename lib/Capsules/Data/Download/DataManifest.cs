using System.Text.Json;
using System.Text.RegularExpressions;

namespace Capsules.Data;

/// <summary>How a downloaded file becomes the files of its data set.</summary>
public enum DataPacking
{
    /// <summary>It is the file.</summary>
    None,

    /// <summary>It is the file, gzip-compressed.</summary>
    GZip,

    /// <summary>It is a ZIP archive that holds the files by their paths.</summary>
    Zip,

    /// <summary>It is a gzip-compressed tar archive that holds the files by their paths.</summary>
    TarGZip,
}

/// <summary>A file of a data set, and what is known of it.</summary>
/// <param name="Path">Its place in the data set's folder, with <c>/</c>.</param>
/// <param name="Size">Bytes, where known.</param>
/// <param name="Sha256">Its sum, where known.</param>
/// <param name="ContentSha256">The sum of what it holds uncompressed, where known: a file compressed anew has another sum but the same
/// content.</param>
public sealed record DataFile(string Path, long? Size = null, string? Sha256 = null, string? ContentSha256 = null)
{
    /// <summary>Whether a sum is known to check the file by.</summary>
    public bool HasSum => Sha256 is not null || ContentSha256 is not null;
}

/// <summary>Something to download, and the files it brings.</summary>
/// <param name="Addresses">Where it is, the likeliest first; tried one after the other.</param>
/// <param name="Files">The files it brings.</param>
/// <param name="Size">Its bytes, where known.</param>
/// <param name="Sha256">Its sum, where known.</param>
/// <param name="Unpack">How it becomes the files.</param>
public sealed record DataDownload(IReadOnlyList<string> Addresses, IReadOnlyList<DataFile> Files, long? Size = null, string? Sha256 = null,
    DataPacking Unpack = DataPacking.None)
{
    /// <summary>The name of the downloaded file: the last part of its address.</summary>
    public string FileName => Addresses[0][(Addresses[0].LastIndexOf('/') + 1)..];

    /// <summary>Whether everything it brings can be checked by a sum.</summary>
    public bool HasSum => Sha256 is not null || Files.All(file => file.HasSum);
}

/// <summary>A data set: what it is called, whose it is, and where it comes from.</summary>
/// <param name="Name">Its name, and that of its folder.</param>
/// <param name="Title">What it is, in a line.</param>
/// <param name="Licence">Its terms.</param>
/// <param name="Citation">What to cite.</param>
/// <param name="Home">Its own page.</param>
/// <param name="Downloads">What to download.</param>
/// <param name="Note">Anything else a user should know.</param>
public sealed record DataSet(string Name, string Title, string Licence, string Citation, string Home,
    IReadOnlyList<DataDownload> Downloads, string? Note = null)
{
    /// <summary>All its files.</summary>
    public IEnumerable<DataFile> Files => Downloads.SelectMany(download => download.Files);
}

/// <summary>The list of data sets, <c>data/manifest.json</c> of the repository.</summary>
/// <param name="Sets">The data sets in the list's order.</param>
public sealed partial record DataManifest(IReadOnlyList<DataSet> Sets)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new PackingConverter() },
    };

    /// <summary>Reads and checks the list.</summary>
    /// <param name="path">The file; null for the repository's own.</param>
    /// <exception cref="FileNotFoundException">There is no such file, or no repository around this program.</exception>
    /// <exception cref="InvalidDataException">The file is not what a list must be; the message says where.</exception>
    public static DataManifest Load(string? path = null)
    {
        path ??= Path.Combine(DataRoot.RepositoryRoot ?? throw new FileNotFoundException(
            "data/manifest.json: no repository around this program."), "data", "manifest.json");
        try
        {
            var manifest = JsonSerializer.Deserialize<DataManifest>(File.ReadAllText(path), Format) ?? throw new InvalidDataException(
                $"{path}: it is empty.");
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

    // Nothing from the list may name a place outside its data set's folder, or a sum that no file can have.
    private static void Check(DataSet set, string path)
    {
        if (!NamePattern().IsMatch(set.Name))
            throw new InvalidDataException($"{path}: '{set.Name}' is no name of lower-case letters, digits and dashes.");
        if (set.Downloads.Count == 0) throw new InvalidDataException($"{path}: {set.Name} has nothing to download.");
        foreach (var download in set.Downloads)
        {
            if (download.Addresses.Count == 0 || download.Files.Count == 0)
                throw new InvalidDataException($"{path}: a download of {set.Name} has no address or no file.");
            foreach (string address in download.Addresses)
                if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                    throw new InvalidDataException($"{path}: {set.Name}: '{address}' is no http or https address.");
            if (download.Unpack is DataPacking.None or DataPacking.GZip && download.Files.Count > 1)
                throw new InvalidDataException(
                    $"{path}: {set.Name}: {download.FileName} is no archive and cannot bring {download.Files.Count} files.");
            foreach (var file in download.Files)
                if (!file.Path.Split('/').All(part => part is not ("" or "." or "..")) || file.Path.Contains('\\'))
                    throw new InvalidDataException($"{path}: {set.Name}: '{file.Path}' is no place inside its folder.");
            foreach (string? sum in (string?[])[download.Sha256, .. download.Files.SelectMany(file => (string?[])[file.Sha256, file.ContentSha256])])
                if (sum is not null && !SumPattern().IsMatch(sum))
                    throw new InvalidDataException($"{path}: {set.Name}: '{sum}' is no sha256 of 64 lower-case hex digits.");
        }
    }

    [GeneratedRegex("^[a-z0-9-]+$")]
    private static partial Regex NamePattern();

    [GeneratedRegex("^[0-9a-f]{64}$")]
    private static partial Regex SumPattern();

    private sealed class PackingConverter : System.Text.Json.Serialization.JsonConverter<DataPacking>
    {
        public override DataPacking Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetString() switch
        {
            "gzip" => DataPacking.GZip,
            "zip" => DataPacking.Zip,
            "tar.gz" => DataPacking.TarGZip,
            var other => throw new JsonException($"unpack is '{other}'; gzip, zip or tar.gz was expected"),
        };

        public override void Write(Utf8JsonWriter writer, DataPacking value, JsonSerializerOptions options) =>
            throw new NotSupportedException();
    }
}
