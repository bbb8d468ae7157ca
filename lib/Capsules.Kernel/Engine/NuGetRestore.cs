using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Capsules.Kernel.Engine;

/// <summary>What the packages asked for come down to, with the files of the last one that extend .NET Interactive: assemblies and scripts.</summary>
internal sealed record RestoredPackages(IReadOnlyList<string> Assemblies, IReadOnlyList<string> NativeFolders, IReadOnlyList<string> Extensions);

/// <summary>Fetches packages for <c>#r "nuget: Name, Version"</c> by the SDK's own restore, in a folder of its own.</summary>
internal sealed partial class NuGetRestore
{
    private readonly Dictionary<string, string> packages = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> sources = [];

    public static bool IsPackage(string reference) => reference.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds a package source, as <c>#i "nuget: address"</c> does.</summary>
    public void AddSource(string source) => sources.Add(source);

    /// <summary>Restores a package together with those asked for before, so that their versions agree; null for one that is loaded already, with a note if that is another version.</summary>
    /// <exception cref="InvalidDataException">The reference names no package, or the feed lacks it.</exception>
    public RestoredPackages? Add(string reference, out string? note, CancellationToken cancellation)
    {
        note = null;
        var match = Reference().Match(reference);
        if (!match.Success) throw new InvalidDataException($"'{reference}' names no package: write #r \"nuget: Name, Version\".");
        var (name, version) = (match.Groups[1].Value, match.Groups[2].Success ? match.Groups[2].Value : "*");
        if (packages.TryGetValue(name, out var loaded))
        {
            if (version != "*" && version != loaded) note = $"{name} {loaded} is loaded already; {version} is ignored until the kernel restarts.";
            return null;
        }
        var wanted = new Dictionary<string, string>(packages, StringComparer.OrdinalIgnoreCase) { [name] = version };
        var folder = FolderFor(wanted);
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        if (!File.Exists(assets)) Restore(folder, wanted, $"{name}, {version}", cancellation);
        // Kept only now: a package the feed lacks must not spoil those asked for later.
        return Read(assets, name);
    }

    private static void Restore(string folder, Dictionary<string, string> wanted, string asked, CancellationToken cancellation)
    {
        // Whatever lies in the folders above must not take part.
        string[] alone = ["-p:ImportDirectoryBuildProps=false", "-p:ImportDirectoryBuildTargets=false", "-p:ImportDirectoryPackagesProps=false"];
        var start = new ProcessStartInfo(KernelSpec.Dotnet(), ["restore", Path.Combine(folder, "packages.csproj"), "--nologo", .. alone])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        // A feed that does not answer is given up after seconds.
        start.Environment["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "2";
        using var process = Process.Start(start)!;
        using var ending = cancellation.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var text = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        if (process.ExitCode == 0) return;
        Directory.Delete(folder, recursive: true);
        cancellation.ThrowIfCancellationRequested();
        // Without the SDK there are none of NuGet's own.
        var reasons = ErrorLine().Matches(text).Select(each => each.Groups[1].Value.Trim()).Distinct().DefaultIfEmpty(text.Trim());
        throw new InvalidDataException($"The package {asked} could not be restored ({wanted.Count} asked for in all). {string.Join(" ", reasons)}");
    }

    private string FolderFor(Dictionary<string, string> wanted)
    {
        var references = wanted.OrderBy(each => each.Key, StringComparer.OrdinalIgnoreCase)
            .Select(each => $"<PackageReference Include=\"{each.Key}\" Version=\"{each.Value}\" />");
        var project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RuntimeIdentifier>{System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <RestoreAdditionalProjectSources>{System.Security.SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>{string.Concat(references)}</ItemGroup>
            </Project>
            """;
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        var caches = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(caches, "capsules-kernel", "packages", hash);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "packages.csproj"), project);
        return folder;
    }

    private RestoredPackages Read(string assets, string name)
    {
        var root = JsonNode.Parse(File.ReadAllText(assets))!;
        var roots = root["packageFolders"]!.AsObject().Select(each => each.Key).ToArray();
        // The target for this machine, not the one for any machine.
        var target = root["targets"]!.AsObject().OrderByDescending(each => each.Key.Length).First().Value!.AsObject();
        var (assemblies, native) = (new List<string>(), new HashSet<string>());
        string[] extensions = [];
        foreach (var (package, library) in target)
        {
            if (root["libraries"]?[package]?["path"] is not { } relative) continue;
            var folder = roots.Select(each => Path.Combine(each, (string)relative!)).FirstOrDefault(Directory.Exists);
            if (folder is null) continue;
            if (package.Split('/') is [var id, var version] && id.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                packages[name] = version;
                var extending = Path.Combine(folder, "interactive-extensions", "dotnet");
                if (Directory.Exists(extending)) extensions = Directory.GetFiles(extending);
            }
            assemblies.AddRange(Files(library?["runtime"], folder));
            native.UnionWith(Files(library?["native"], folder).Select(file => Path.GetDirectoryName(file)!));
        }
        return new RestoredPackages(assemblies, [.. native], extensions);
    }

    private static IEnumerable<string> Files(JsonNode? group, string folder) =>
        (group as JsonObject ?? []).Select(each => Path.Combine(folder, each.Key)).Where(path => !path.EndsWith("_._", StringComparison.Ordinal));

    [GeneratedRegex(@"^nuget:\s*([\w.\-]+)\s*(?:,\s*([\w.\-*+\[\](), ]+?))?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Reference();

    [GeneratedRegex(@"error (NU\d+: .*?)(?: \[[^\]]*\])?$", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
