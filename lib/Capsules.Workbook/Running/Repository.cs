using Capsules.Data;

namespace Capsules.Workbook.Running;

/// <summary>Where the workbook lies on this machine.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>Capsules.Notebooks.sln</c>.</summary>
    /// <exception cref="DirectoryNotFoundException">The command line was moved out of the repository.</exception>
    public static string Root => DataRoot.Repository;

    /// <summary>What belongs to this machine alone, outside git.</summary>
    public static string State => Path.Combine(Root, ".workbook");
}
