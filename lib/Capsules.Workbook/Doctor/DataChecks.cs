using Capsules.Data;

namespace Capsules.Workbook.Doctor;

/// <summary>The data sets that are here, each file held against its checksum; the others are fetched or generated when they are needed.</summary>
internal static class DataChecks
{
    public static IEnumerable<Check> All()
    {
        string folder;
        try
        {
            folder = DataRoot.Folder;
        }
        catch (DirectoryNotFoundException e)
        {
            return [new("data", e.Message, $"mkdir -p \"${DataRoot.Variable}\", or unset it")];
        }
        var installer = new DataInstaller(folder);
        var sets = DataManifest.Load().Sets.ToLookup(set => installer.Presence(set) != DataPresence.Absent);
        var absent = string.Join(", ", sets[false].Select(set => set.Name));
        return sets[true].Select(set => Of(set, folder, installer))
            .Append(new("data", $"in {folder}{(absent.Length == 0 ? "" : $"; not here: {absent}, see ./workbook data list")}"));
    }

    private static Check Of(DataSet set, string folder, DataInstaller installer)
    {
        var files = installer.Verify(set).ToArray();
        string[] differ = [.. files.Where(file => file.Check == DataCheck.Differs).Select(file => file.File.Path)];
        if (differ.Length > 0)
            return new(set.Name, $"{differ.Length} of {files.Length} files differ from the official ones, such as {differ[0]}", $"remove {Path.Combine(folder, set.Name)}, then ./workbook data get {set.Name}");
        int missing = files.Count(file => file.Check == DataCheck.Missing), unknown = files.Count(file => file.Check == DataCheck.Unknown);
        return missing > 0
            ? new(set.Name, $"{missing} of {files.Length} files are missing", $"./workbook data get {set.Name}")
            : new(set.Name, $"{files.Length} files, checksums {(unknown == 0 ? "right" : $"right where known ({unknown} are not)")}");
    }
}
