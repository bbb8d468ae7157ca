using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace Capsules.Kernel.Engine;

/// <summary>Where cells and the libraries they load live.</summary>
/// <remarks>
/// The kernel's own dependencies stay out of a notebook's way, but the framework and the display API are shared: a formatter that a
/// loaded library registers must reach the kernel.
/// </remarks>
internal sealed class ScriptLoadContext() : AssemblyLoadContext("notebook")
{
    private readonly Lock gate = new();
    private readonly List<string> folders = [];
    private readonly Dictionary<string, string> files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes an assembly file, and what lies beside it, loadable.</summary>
    public void Know(string path)
    {
        lock (gate)
        {
            files.TryAdd(Path.GetFileNameWithoutExtension(path), path);
            AddFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Makes a folder's native libraries loadable, and those that packages laid below it for this machine.</summary>
    public void AddFolder(string folder)
    {
        lock (gate)
        {
            if (folders.Contains(folder)) return;
            folders.Add(folder);
            var native = Path.Combine(folder, "runtimes", RuntimeInformation.RuntimeIdentifier, "native");
            if (Directory.Exists(native)) folders.Add(native);
        }
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        var name = assemblyName.Name!;
        if (SharedAssemblies.Names.Contains(name)) return null;
        lock (gate)
        {
            var path = files.GetValueOrDefault(name)
                ?? folders.Select(folder => Path.Combine(folder, name + ".dll")).FirstOrDefault(File.Exists);
            return path is null ? null : LoadFromAssemblyPath(path);
        }
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string[] names = [unmanagedDllName, $"lib{unmanagedDllName}.so", $"{unmanagedDllName}.so", $"lib{unmanagedDllName}.dylib", $"{unmanagedDllName}.dll"];
        string[] folders;
        lock (gate) folders = [.. this.folders];
        foreach (var folder in folders)
            foreach (var name in names)
                if (Path.Combine(folder, name) is var path && File.Exists(path) && NativeLibrary.TryLoad(path, out var handle))
                    return handle;
        return 0;
    }
}
