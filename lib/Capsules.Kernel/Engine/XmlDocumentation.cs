using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>Reads what XML says of an assembly's symbols, when it is asked for: the file beside the assembly, or the SDK's for the framework.</summary>
/// <remarks>The framework's files are tens of megabytes: they are read anew each time, not kept in memory.</remarks>
internal sealed class XmlDocumentation(string assemblyPath) : DocumentationProvider
{
    private static readonly string Runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => assemblyPath.GetHashCode();

    protected override string GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default)
    {
        var sought = Encoding.UTF8.GetBytes($"<member name=\"{documentationMemberID}\">");
        var files = Path.GetDirectoryName(assemblyPath) == Runtime ? FrameworkFiles() : [Path.ChangeExtension(assemblyPath, ".xml")];
        return files.Where(File.Exists).Select(file => Find(file, sought)).FirstOrDefault(found => found is not null) ?? "";
    }

    // Where the SDK is installed, its documentation lies at
    // .../packs/Microsoft.NETCore.App.Ref/10.0.x/ref/net10.0, beside .../shared/Microsoft.NETCore.App/10.0.x.
    private static string[] FrameworkFiles()
    {
        var packs = Path.GetFullPath(Path.Combine(Runtime, "../../../packs/Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs)) return [];
        var newest = Directory.GetDirectories(packs, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal).LastOrDefault();
        return newest is null ? [] : Directory.GetFiles(newest, "*.xml", SearchOption.AllDirectories);
    }

    private static string? Find(string file, ReadOnlySpan<byte> sought)
    {
        var text = File.ReadAllBytes(file).AsSpan();
        if (text.IndexOf(sought) is not (>= 0 and var start)) return null;
        text = text[start..];
        return Encoding.UTF8.GetString(text[..(text.IndexOf("</member>"u8) + "</member>".Length)]);
    }
}
