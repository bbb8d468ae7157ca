using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>The assemblies cells are compiled against: the shared ones and whatever <c>#r</c> added.</summary>
internal sealed class ReferenceSet
{
    private static readonly Lazy<IReadOnlyList<PortableExecutableReference>> Shared = new(() => [.. SharedAssemblies.References.Select(Open)]);

    private readonly List<PortableExecutableReference> all = [.. Shared.Value];
    private readonly Dictionary<string, (string Path, DateTime Written)> files = new(StringComparer.OrdinalIgnoreCase);
    private readonly ScriptLoadContext loader;

    public ReferenceSet(ScriptLoadContext loader)
    {
        this.loader = loader;
        foreach (var path in SharedAssemblies.References) Note(path);
    }

    public IReadOnlyList<PortableExecutableReference> All => all;

    /// <summary>Opens the shared assemblies, which takes the first set half a second.</summary>
    public static void Prepare() => _ = Shared.Value;

    /// <summary>Adds an assembly and everything it needs that lies beside it.</summary>
    /// <returns>A note if the file is ignored because another of its name is loaded already.</returns>
    /// <exception cref="InvalidDataException">There is no such file, or it is no .NET assembly.</exception>
    public string? Add(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"There is no file '{path}'. A path in #r starts from the notebook's folder.");
        if (files.TryGetValue(Path.GetFileNameWithoutExtension(path), out var earlier))
        {
            if (earlier.Path != path) return $"'{earlier.Path}' is loaded already; '{path}' is ignored until the kernel restarts.";
            return earlier.Written == File.GetLastWriteTimeUtc(path) ? null
                : $"'{path}' has changed since it was loaded; the change takes effect when the kernel restarts.";
        }
        string[] needed;
        try
        {
            needed = Take(path);
        }
        catch (BadImageFormatException exception)
        {
            throw new InvalidDataException($"'{path}' is no .NET assembly.", exception);
        }
        foreach (var neighbor in needed.Select(each => Path.Combine(Path.GetDirectoryName(path)!, each + ".dll")).Where(File.Exists))
            Add(neighbor);
        return null;
    }

    /// <summary>Adds the assemblies of packages; what the framework or an earlier <c>#r</c> brought stays as it is.</summary>
    public void Add(RestoredPackages packages)
    {
        foreach (var path in packages.Assemblies)
            if (!files.ContainsKey(Path.GetFileNameWithoutExtension(path))) Take(path);
        foreach (var folder in packages.NativeFolders) loader.AddFolder(folder);
    }

    // Gives the names of the assemblies that it refers to.
    private string[] Take(string path)
    {
        var reference = Open(path);
        var metadata = ((AssemblyMetadata)reference.GetMetadata()).GetModules()[0].GetMetadataReader();
        all.Add(reference);
        loader.Know(path);
        Note(path);
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }

    private void Note(string path) => files[Path.GetFileNameWithoutExtension(path)] = (path, File.GetLastWriteTimeUtc(path));

    // Without the code in it, which is most of a file.
    private static PortableExecutableReference Open(string path) =>
        AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata))
            .GetReference(new XmlDocumentation(path), filePath: path);
}
