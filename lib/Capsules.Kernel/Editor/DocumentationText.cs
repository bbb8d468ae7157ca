using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Capsules.Kernel.Editor;

/// <summary>A symbol's XML documentation as lines to read.</summary>
internal static partial class DocumentationText
{
    public static string Of(ISymbol symbol)
    {
        if (Documentation(symbol) is not { } member) return "";
        var text = new StringBuilder();
        AppendLine(text, "", member.Element("summary"));
        foreach (var parameter in member.Elements("param")) AppendLine(text, $"  {parameter.Attribute("name")?.Value}: ", parameter);
        AppendLine(text, "Returns: ", member.Element("returns"));
        foreach (var exception in member.Elements("exception")) AppendLine(text, $"Throws {Name(exception.Attribute("cref")?.Value)}: ", exception);
        return text.ToString().TrimEnd();
    }

    private static XElement? Documentation(ISymbol symbol)
    {
        var original = symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension : symbol;
        original = original.OriginalDefinition;
        if (original is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && Parse(original) is null) original = constructor.ContainingType;
        // What an override or an implementation inherits is said where it was declared first.
        for (var at = original; at is not null; at = Inherited(at))
            if (Parse(at) is { } member && member.Element("inheritdoc") is null)
                return member;
        return null;
    }

    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { OverriddenMethod: { } method } => method.OriginalDefinition,
        IPropertySymbol { OverriddenProperty: { } property } => property.OriginalDefinition,
        { ContainingType: { } type } => type.AllInterfaces.SelectMany(each => each.GetMembers(symbol.Name))
            .FirstOrDefault(each => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(each), symbol))?.OriginalDefinition,
        _ => null,
    };

    private static XElement? Parse(ISymbol symbol)
    {
        var xml = symbol.GetDocumentationCommentXml();
        if (string.IsNullOrWhiteSpace(xml)) return null;
        try
        {
            return XElement.Parse(xml);
        }
        catch (XmlException)
        {
            // A comment that is not XML documents nothing.
            return null;
        }
    }

    private static void AppendLine(StringBuilder text, string label, XElement? element)
    {
        if (element is null) return;
        var flat = Spaces().Replace(Flat(element), " ").Trim();
        if (flat.Length > 0) text.Append(label).AppendLine(flat);
    }

    private static string Flat(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" or "seealso" } see when see.IsEmpty => Name(see.Attribute("cref")?.Value) ?? see.Attribute("langword")?.Value ?? see.Attribute("href")?.Value ?? "",
        XElement { Name.LocalName: "paramref" or "typeparamref" } reference => reference.Attribute("name")?.Value ?? "",
        XElement element => string.Concat(element.Nodes().Select(Flat)) + (element.Name.LocalName is "para" or "item" ? " " : ""),
        _ => "",
    };

    // M:System.Console.WriteLine(System.String) → Console.WriteLine
    private static string? Name(string? cref)
    {
        if (cref is null) return null;
        var path = cref[(cref.IndexOf(':') + 1)..].Split('(')[0].Split('`')[0].Split('.');
        return cref.StartsWith("T:", StringComparison.Ordinal) ? path[^1] : string.Join('.', path.TakeLast(2));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
