using Mono.Cecil;

namespace Capsules.Tests;

/// <summary>Which part of the library may name which (lib/README.md).</summary>
public class LayoutTests
{
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Data"] = [],
        ["Published"] = [],
        ["Routing"] = [],
        ["Networks"] = ["Data", "Routing"],
        ["Training"] = ["Data", "Routing", "Networks"],
        ["Language"] = ["Data", "Routing", "Networks", "Training"],
        ["Analysis"] = ["Data", "Routing", "Networks", "Training"],
        ["Plots"] = ["Data", "Published", "Routing", "Networks", "Training", "Language", "Analysis"],
        ["Sweeps"] = ["Data", "Published", "Routing", "Networks", "Training", "Analysis", "Plots"],
    };

    [Fact]
    public void NoArrowPointsBack()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(Session).Assembly.Location);
        var arrows = assembly.MainModule.GetTypes()
            .SelectMany(type => Named(type).Select(named => (Type: type, From: Part(type), Named: named, To: Part(named))))
            .Where(arrow => arrow.From is not null && arrow.To is not null && arrow.From != arrow.To)
            .ToList();
        Assert.Contains(arrows, arrow => arrow is { From: "Networks", To: "Routing" });
        var back = arrows.Where(arrow => !MayUse[arrow.From!].Contains(arrow.To)).Select(arrow => $"{arrow.Type.FullName} names {arrow.Named.FullName}");
        Assert.Equal("", string.Join('\n', back.Distinct()));
    }

    [Fact]
    public void EveryPartIsInTheList()
    {
        var parts = typeof(Session).Assembly.GetExportedTypes().Select(type => type.Namespace!.Split('.')).Where(name => name.Length > 1).Select(name => name[1]);
        Assert.Equal(MayUse.Keys.Order(), parts.Distinct().Order());
    }

    private static IEnumerable<TypeReference> Named(TypeDefinition type) =>
    [
        .. type.BaseType is { } parent ? [parent] : (TypeReference[])[],
        .. type.Interfaces.Select(i => i.InterfaceType),
        .. type.Fields.Select(f => f.FieldType),
        .. type.Methods.SelectMany(m => m.Parameters.Select(p => p.ParameterType).Append(m.ReturnType)),
        .. type.Methods.Where(m => m.HasBody).SelectMany(m => m.Body.Instructions).Select(i => i.Operand).SelectMany(operand => operand switch
        {
            TypeReference named => [named],
            MemberReference member => (TypeReference[])[member.DeclaringType],
            _ => [],
        }),
    ];

    private static string? Part(TypeReference? type)
    {
        while (type?.DeclaringType is { } outer) type = outer;
        return type?.GetElementType().Namespace.Split('.') is ["Capsules", var part, ..] && type.Scope.Name.StartsWith("Capsules", StringComparison.Ordinal) ? part : null;
    }
}
