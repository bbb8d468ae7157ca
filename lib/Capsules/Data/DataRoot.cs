namespace Capsules.Data;

/// <summary>Where data sets lie: <c>$CAPSULES_DATA</c>, or <c>data/</c> at the top of the repository.</summary>
public static class DataRoot
{
    /// <summary>The environment variable that names the folder of all data sets.</summary>
    public const string Variable = "CAPSULES_DATA";

    private const string RootMark = "Capsules.Notebooks.sln";

    /// <summary>The folder that holds one folder per data set; it need not exist unless <c>$CAPSULES_DATA</c> names it.</summary>
    /// <exception cref="DirectoryNotFoundException"><c>$CAPSULES_DATA</c> names a folder that does not exist.</exception>
    public static string Folder
    {
        get
        {
            var named = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(named)) return Path.Combine(RepositoryRoot ?? Directory.GetCurrentDirectory(), "data");
            var folder = Path.GetFullPath(named);
            return Directory.Exists(folder)
                ? folder
                : throw new DirectoryNotFoundException(
                    $"${Variable} is '{named}', and there is no such folder. Create it, correct the variable, or unset it to use data/ of the repository.");
        }
    }

    /// <summary>The top folder of the repository, found upwards from this assembly, else from the current folder; null outside a
    /// repository.</summary>
    public static string? RepositoryRoot => Above(AppContext.BaseDirectory) ?? Above(AssemblyFolder) ?? Above(Directory.GetCurrentDirectory());

    /// <summary>The top folder of the repository.</summary>
    /// <exception cref="DirectoryNotFoundException">This assembly lies outside of it, and so does the current folder.</exception>
    internal static string Repository => RepositoryRoot ?? throw new DirectoryNotFoundException(
        $"no {RootMark} above '{AppContext.BaseDirectory}'; run ./workbook from its repository");

    /// <summary>The folder of a data set, or null where it is absent.</summary>
    public static string? Find(string name)
    {
        var folder = Path.Combine(Folder, name);
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>The folder given explicitly, which must exist, or else the one found for the data set, or null where it is
    /// absent.</summary>
    /// <param name="folder">An explicit folder, or null to look in <see cref="Folder"/>.</param>
    /// <exception cref="DirectoryNotFoundException">The explicit folder does not exist: it is never replaced by another source.</exception>
    public static string? Resolve(string name, string? folder)
    {
        if (folder is null) return Find(name);
        return Directory.Exists(folder)
            ? folder
            : throw new DirectoryNotFoundException($"The folder '{folder}' given for the data set '{name}' does not exist.");
    }

    /// <summary>A path as output shows it: from <c>$CAPSULES_DATA</c> or from <c>data</c> where it lies below, so that one notebook reads
    /// alike everywhere.</summary>
    internal static string Show(string path)
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        string top = string.IsNullOrEmpty(named) ? "data" : $"${Variable}", relative = Path.GetRelativePath(Folder, Path.GetFullPath(path));
        return relative == "." ? top : relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? path : $"{top}/{relative}";
    }

    /// <summary>What a stand-in says of the data set it stands in for.</summary>
    internal static string Absence(string title, string name) => $"no {title} in {Show(Folder)}; fetch it with `./workbook data get {name}`";

    /// <summary>A file that must be in the folder of a data set.</summary>
    /// <exception cref="FileNotFoundException">None of the names is there; the message says which were looked for and what the folder
    /// holds.</exception>
    internal static string Require(string folder, string dataSet, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) return path;
        }
        string[] held = [.. Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Take(8).Select(name => name!).Order()];
        var holds = held.Length == 0 ? "which is empty" : $"which holds {string.Join(", ", held)}";
        throw new FileNotFoundException(
            $"{dataSet}: {string.Join(" or ", names.ToArray())} is missing from '{folder}', {holds}. " +
            $"Fetch it with `./workbook data get {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}`, or remove the folder to use generated data.",
            Path.Combine(folder, names[0]));
    }

    private static string? AssemblyFolder =>
        typeof(DataRoot).Assembly.Location is { Length: > 0 } path ? Path.GetDirectoryName(path) : null;

    private static string? Above(string? folder)
    {
        for (var at = folder is null ? null : new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, RootMark))) return at.FullName;
        return null;
    }
}
