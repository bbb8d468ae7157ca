namespace Capsules.Workbook.Running;

/// <summary>Where the workbook lies on this machine.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Capsules.Notebooks.sln</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The command line was moved out of the repository.</exception>
    public static string Root { get; } = Find();

    /// <summary>What belongs to this machine alone, outside git.</summary>
    public static string State => Path.Combine(Root, ".workbook");

    private static string Find()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Capsules.Notebooks.sln")))
                return folder;
        throw new DirectoryNotFoundException($"No Capsules.Notebooks.sln above '{AppContext.BaseDirectory}': run ./workbook from its repository.");
    }
}
