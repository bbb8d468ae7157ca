using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>The assemblies cells are compiled against: the shared ones and whatever <c>#r</c> added.</summary>
internal sealed class ReferenceSet(ScriptLoadContext loader) : MetadataReferenceResolver
{
    private static readonly Lazy<ImmutableArray<(string Name, PortableExecutableReference Reference)>> s_shared = new(() =>
        [.. SharedAssemblies.References.Select(path => (Path.GetFileNameWithoutExtension(path), Open(path)))]);

    private readonly Dictionary<string, PortableExecutableReference> _byName = s_shared.Value
        .ToDictionary(entry => entry.Name, entry => entry.Reference, StringComparer.OrdinalIgnoreCase);

    private readonly List<PortableExecutableReference> _all = [.. s_shared.Value.Select(entry => entry.Reference)];

    private readonly Dictionary<string, (string Path, DateTime Written)> _added = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<PortableExecutableReference> All => _all;

    /// <summary>Opens the shared assemblies, which takes the first set half a second.</summary>
    public static void Prepare() => _ = s_shared.Value;

    /// <summary>Adds an assembly and everything it needs that lies beside it.</summary>
    /// <returns>A note if the file is ignored because another of its name is loaded already.</returns>
    /// <exception cref="InvalidDataException">There is no such file, or it is no .NET assembly.</exception>
    public string? Add(string path)
    {
        if (!File.Exists(path)) throw new InvalidDataException($"There is no file '{path}'. A path in #r starts from the notebook's folder.");
        var name = Path.GetFileNameWithoutExtension(path);
        if (_added.TryGetValue(name, out var earlier) && earlier != (path, File.GetLastWriteTimeUtc(path)))
            return earlier.Path == path ? $"'{path}' has changed since it was loaded; the change takes effect when the kernel restarts."
                : $"'{earlier.Path}' is loaded already; '{path}' is ignored until the kernel restarts.";
        if (_byName.ContainsKey(name)) return null;
        var needed = ReferencedNames(path);
        Take(name, path, path);
        foreach (var neighbor in needed.Select(each => Path.Combine(Path.GetDirectoryName(path)!, each + ".dll")).Where(File.Exists))
            Add(neighbor);
        return null;
    }

    /// <summary>Adds the assemblies of packages; what the framework or an earlier <c>#r</c> brought stays as it is.</summary>
    public void Add(RestoredPackages packages)
    {
        foreach (var assembly in packages.Assemblies)
        {
            var name = Path.GetFileNameWithoutExtension(assembly.Runtime);
            if (!_byName.ContainsKey(name)) Take(name, assembly.Compile, assembly.Runtime);
        }
        foreach (var folder in packages.NativeFolders) loader.AddFolder(folder);
    }

    public override bool ResolveMissingAssemblies => false;

    // Met only in files that #load brought in: a cell's own #r lines are taken out before it is compiled.
    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var path = Path.GetFullPath(reference, Path.GetDirectoryName(baseFilePath) ?? Environment.CurrentDirectory);
        if (!File.Exists(path)) return [];
        Add(path);
        return [_byName[Path.GetFileNameWithoutExtension(path)]];
    }

    private void Take(string name, string compile, string runtime)
    {
        var reference = Open(compile);
        _added[name] = (runtime, File.GetLastWriteTimeUtc(runtime));
        _byName.Add(name, reference);
        _all.Add(reference);
        loader.Know(runtime);
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    // Without the code in it, which is most of a file.
    private static PortableExecutableReference Open(string path) =>
        AssemblyMetadata.Create(ModuleMetadata.CreateFromStream(File.OpenRead(path), PEStreamOptions.PrefetchMetadata))
            .GetReference(XmlDocumentation.For(path), filePath: path);

    private static IReadOnlyList<string> ReferencedNames(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            var metadata = file.GetMetadataReader();
            return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{path}' is no .NET assembly.", exception);
        }
    }
}
