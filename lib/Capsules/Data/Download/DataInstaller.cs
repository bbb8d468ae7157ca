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
/// <param name="client">The HTTP client.</param>
/// <param name="progress">Told of every downloaded piece; null for nobody.</param>
public sealed class DataInstaller(string root, HttpClient client, IProgress<DataProgress>? progress = null)
{
    /// <summary>What of a data set is here.</summary>
    public DataPresence Presence(DataSet set)
    {
        if (!Directory.Exists(Path.Combine(root, set.Name))) return DataPresence.Absent;
        return set.Files.All(file => File.Exists(Place(set, file))) ? DataPresence.Present : DataPresence.Incomplete;
    }

    /// <summary>The bytes that a data set's files take here.</summary>
    public long SizeHere(DataSet set) => set.Files.Select(file => new FileInfo(Place(set, file))).Where(info => info.Exists).Sum(info => info.Length);

    /// <summary>Fetches what is missing of a data set. Files appear in its folder whole and checked, or not at all.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="from">A folder, or an address, to take the files from instead of the official places; null for those.</param>
    /// <param name="trust">Whether to accept files that no sum is known for.</param>
    /// <param name="cancel">Stops; what has been downloaded stays for the next time.</param>
    /// <returns>Whether anything was missing.</returns>
    /// <exception cref="DataUnavailableException">No place gives a file, no sum is known for it and it is not trusted, or its sum is
    /// wrong.</exception>
    /// <exception cref="InvalidDataException">An archive is damaged.</exception>
    /// <exception cref="IOException">The files cannot be written, or another process fetches the same set.</exception>
    public async Task<bool> Get(DataSet set, string? from = null, bool trust = false, CancellationToken cancel = default)
    {
        var missing = set.Downloads.Where(download => !download.Files.All(file => File.Exists(Place(set, file)))).ToArray();
        if (missing.Length == 0) return false;
        if (!trust && missing.FirstOrDefault(download => !download.HasSum) is { } unknown)
            throw new DataUnavailableException(
                $"No sum is known to check {unknown.FileName} of {set.Name} by ({unknown.Addresses[0]}). Add --trust to take it as the server gives it.");

        string work = Path.Combine(root, ".downloads", set.Name), unpacked = Path.Combine(work, "unpacked");
        Directory.CreateDirectory(work);
        using (Lock(work, set))
        {
            Remove(unpacked); // of a process that was killed
            Directory.CreateDirectory(unpacked);
            try
            {
                CheckSpace(missing);
                foreach (var download in missing) await Fetch(set, download, from, work, unpacked, cancel);
                Install(set, missing, unpacked);
            }
            finally
            {
                Remove(unpacked);
            }
        }
        Remove(work);
        try { Directory.Delete(Path.GetDirectoryName(work)!); }
        catch (IOException) { } // another set is being fetched
        return true;
    }

    /// <summary>Checks the files of a data set by their sums.</summary>
    /// <param name="set">The data set.</param>
    /// <param name="cancel">Stops the check.</param>
    public async IAsyncEnumerable<(DataFile File, DataCheck Check)> Verify(DataSet set,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel = default)
    {
        foreach (var file in set.Files) yield return (file, await DataChecksum.Check(Place(set, file), file, cancel));
    }

    private string Place(DataSet set, DataFile file) => Path.Combine(root, set.Name, Path.Combine(file.Path.Split('/')));

    private async Task Fetch(DataSet set, DataDownload download, string? from, string work, string unpacked, CancellationToken cancel)
    {
        string archive = Path.Combine(work, download.FileName);
        if (from is not null && Directory.Exists(from))
        {
            if (TakeUnpacked(set, download, from, unpacked)) archive = "";
            else TakeArchive(set, download, from, archive);
        }
        else if (!File.Exists(archive)) // else it is whole: an earlier run ended before unpacking
        {
            var addresses = from is null ? download.Addresses : [Mirror(from, download)];
            await new DataDownloader(client, progress).Download(addresses, archive, download.Size, cancel);
        }
        if (archive.Length > 0) await Unpack(download, archive, unpacked, cancel);

        foreach (var file in download.Files)
        {
            string path = DataUnpacker.Target(unpacked, file);
            if (await DataChecksum.Check(path, file, cancel) == DataCheck.Differs)
                throw new DataUnavailableException(
                    $"{file.Path} of {set.Name} is not the expected file: {new FileInfo(path).Length:N0} bytes, "
                    + $"sha256 {await DataChecksum.Sum(path, cancel)}; "
                    + $"expected {(file.Size is long size ? $"{size:N0} bytes, " : "")}{(file.Sha256 is null ? "content " : "")}"
                    + $"sha256 {file.Sha256 ?? file.ContentSha256}. Nothing was installed.");
        }
    }

    private static async Task Unpack(DataDownload download, string archive, string unpacked, CancellationToken cancel)
    {
        if (download.Sha256 is string expected && await DataChecksum.Sum(archive, cancel) is var found && found != expected)
        {
            File.Delete(archive);
            throw new DataUnavailableException(
                $"{download.FileName} is not the expected file: sha256 {found}; expected {expected}. "
                + "Nothing was installed; the next attempt fetches it anew.");
        }
        try
        {
            await DataUnpacker.Unpack(archive, download, unpacked, cancel);
        }
        catch (InvalidDataException)
        {
            File.Delete(archive);
            throw;
        }
        File.Delete(archive);
    }

    private static string Mirror(string from, DataDownload download)
    {
        if (!Uri.TryCreate(from, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new DataUnavailableException($"'{from}' is neither a folder nor an http address.");
        return from.TrimEnd('/') + "/" + download.FileName;
    }

    private static void TakeArchive(DataSet set, DataDownload download, string from, string archive)
    {
        string[] places = [Path.Combine(from, download.FileName), Path.Combine(from, set.Name, download.FileName)];
        string found = places.FirstOrDefault(File.Exists)
            ?? throw new DataUnavailableException(
                $"Neither {download.FileName} nor {download.Files[0].Path} is in '{from}' or its folder {set.Name}.");
        File.Copy(found, archive, overwrite: true);
    }

    private static bool TakeUnpacked(DataSet set, DataDownload download, string from, string unpacked)
    {
        foreach (string folder in (string[])[from, Path.Combine(from, set.Name)])
        {
            if (!download.Files.All(file => File.Exists(Path.Combine(folder, file.Path)))) continue;
            foreach (var file in download.Files) File.Copy(Path.Combine(folder, file.Path), DataUnpacker.Target(unpacked, file));
            return true;
        }
        return false;
    }

    // A new folder appears by one rename; a folder that was incomplete gains each file by one rename.
    private void Install(DataSet set, DataDownload[] downloads, string unpacked)
    {
        string folder = Path.Combine(root, set.Name);
        if (!Directory.Exists(folder))
        {
            Directory.Move(unpacked, folder);
            return;
        }
        foreach (var file in downloads.SelectMany(download => download.Files))
            File.Move(DataUnpacker.Target(unpacked, file), DataUnpacker.Target(folder, file), overwrite: true);
    }

    private void CheckSpace(DataDownload[] downloads)
    {
        long needed = downloads.Sum(d => (d.Unpack == DataPacking.None ? 0 : d.Size ?? 0) + d.Files.Sum(file => file.Size ?? d.Size ?? 0));
        long free = new DriveInfo(Path.GetFullPath(root)).AvailableFreeSpace;
        if (free < needed) throw new IOException($"'{root}' has {free:N0} bytes free, but {needed:N0} are needed.");
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static FileStream Lock(string work, DataSet set)
    {
        try
        {
            return new FileStream(Path.Combine(work, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new IOException($"Another process is fetching {set.Name} ('{work}' is in use). Wait for it to end.");
        }
    }
}
