using System.Reflection;

namespace Plotly.NET.Tests;

/// <summary>With the real packages in the subset's place, the same source must compile: the subset may not have a name of its own.</summary>
public class ApiTests
{
    public static TheoryData<string> PublicTypes() => [.. typeof(GenericChart).Assembly.GetExportedTypes().Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(PublicTypes))]
    public void EveryPublicMemberIsInThePackage(string typeName)
    {
        Type type = typeof(GenericChart).Assembly.GetType(typeName)!;
        ApiListing listing = ApiListing.For(type);
        string name = ApiNames.Of(type);
        if (listing.MembersOf(name) is { } listed)
        {
            string[] missing = [.. ApiNames.Members(type).Where(member => !listed.Contains(member))];
            Assert.True(missing.Length == 0, $"{name} has members the package lacks:\n{string.Join('\n', missing)}");
        }
        else
        {
            Assert.True(type == typeof(StyleParam) || ApiListing.Core.Mentions(name) || ApiListing.CSharp.Mentions(name), $"the package has no {name}");
            Assert.Empty(ApiNames.Members(type));
        }
    }

    [Fact]
    public void ExtensionsOfTheTwoNamespacesCompeteAsInThePackage()
    {
        // Where both namespaces have a method, a call may be ambiguous: the subset must not hide that by having only one of them.
        string[] core = Extensions(typeof(GenericChartExtensions));
        string[] csharp = Extensions(typeof(CSharp.GenericChartExtensions));
        foreach (string name in core.Concat(csharp).Distinct())
        {
            Assert.True(core.Contains(name) || !Listed(ApiListing.Core, name), $"Plotly.NET has {name} too");
            Assert.True(csharp.Contains(name) || !Listed(ApiListing.CSharp, name), $"Plotly.NET.CSharp has {name} too");
        }
    }

    [Fact]
    public void TheListingIsReallyRead()
    {
        Assert.Contains("static Color fromRGB(int r, int g, int b)", ApiListing.Core.MembersOf("Color")!);
        Assert.NotEmpty(ApiNames.Members(typeof(CSharp.Chart)));
        Assert.DoesNotContain("static Color fromNothing()", ApiListing.Core.MembersOf("Color")!);
    }

    private static string[] Extensions(Type type) =>
        [.. type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => method.IsDefined(typeof(System.Runtime.CompilerServices.ExtensionAttribute)))
            .Select(method => method.Name).Distinct()];

    private static bool Listed(ApiListing listing, string name) =>
        listing.MembersOf("GenericChartExtensions")!.Any(line =>
            line.StartsWith("static [ext]", StringComparison.Ordinal) && System.Text.RegularExpressions.Regex.IsMatch(line, $@" {name}[<(]"));
}
