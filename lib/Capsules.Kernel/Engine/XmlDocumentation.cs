using System.Collections.Concurrent;
using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Engine;

/// <summary>Reads what an XML documentation file says of a symbol.</summary>
internal sealed class XmlDocumentation : DocumentationProvider
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> _members;

    private XmlDocumentation(IReadOnlyList<string> files) => _members = new(() => Read(files));

    /// <summary>Documentation of the framework, where the SDK that brings it is installed.</summary>
    private static XmlDocumentation Framework { get; } = new(FrameworkFiles());

    /// <summary>The documentation for an assembly: the file beside it, or the SDK's for the framework.</summary>
    public static XmlDocumentation For(string assemblyPath)
    {
        var isFramework = Path.GetDirectoryName(assemblyPath) == Path.GetDirectoryName(typeof(object).Assembly.Location);
        return isFramework ? Framework : new XmlDocumentation([Path.ChangeExtension(assemblyPath, ".xml")]);
    }

    /// <summary>Reads the framework's files ahead of the first question.</summary>
    public static void WarmUp() => _ = Framework._members.Value;

    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    protected override string GetDocumentationForSymbol(
        string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.Value.GetValueOrDefault(documentationMemberID, "");

    private static string[] FrameworkFiles()
    {
        // .../shared/Microsoft.NETCore.App/10.0.0 → .../packs/Microsoft.NETCore.App.Ref/10.0.x/ref/net10.0
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var packs = Path.GetFullPath(Path.Combine(runtime, "../../../packs/Microsoft.NETCore.App.Ref"));
        if (!Directory.Exists(packs)) return [];
        var newest = Directory.GetDirectories(packs, $"{Environment.Version.Major}.*").Order(StringComparer.Ordinal).LastOrDefault();
        return newest is null ? [] : Directory.GetFiles(newest, "*.xml", SearchOption.AllDirectories);
    }

    private static IReadOnlyDictionary<string, string> Read(IReadOnlyList<string> files)
    {
        var members = new ConcurrentDictionary<string, string>();
        foreach (var file in files.Where(File.Exists)) ReadInto(members, file);
        return members;
    }

    private static void ReadInto(ConcurrentDictionary<string, string> members, string file)
    {
        try
        {
            using var reader = XmlReader.Create(file);
            while (!reader.EOF)
            {
                if (reader is { NodeType: XmlNodeType.Element, Name: "member" } && reader.GetAttribute("name") is { } name)
                    members.TryAdd(name, reader.ReadOuterXml());
                else
                    reader.Read();
            }
        }
        catch (XmlException)
        {
            // A documentation file that is not XML documents nothing.
        }
    }
}
