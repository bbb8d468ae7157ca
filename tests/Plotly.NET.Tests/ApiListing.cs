using System.Text.RegularExpressions;

namespace Plotly.NET.Tests;

/// <summary>What reflection found in the package: types with their members, one a line.</summary>
internal sealed partial class ApiListing
{
    private readonly Dictionary<string, HashSet<string>> members = [];
    private readonly HashSet<string> words;

    private ApiListing(string file)
    {
        string[] lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "api", file));
        words = [.. lines.SelectMany(line => Word().Matches(line)).Select(match => match.Value)];
        HashSet<string> current = [];
        foreach (string line in lines)
        {
            Match header = Header().Match(line);
            if (header.Success)
                members[header.Groups[1].Value] = current = [];
            else if (line.StartsWith("  ", StringComparison.Ordinal))
                // A default other than null is the package's business: the subset asks for the argument.
                current.Add(line.Trim().Replace(" = true", "", StringComparison.Ordinal));
        }
    }

    public static ApiListing Core { get; } = new("plotly-net.txt");

    public static ApiListing CSharp { get; } = new("plotly-net-csharp.txt");

    public static ApiListing For(Type type) => type.Namespace == "Plotly.NET.CSharp" ? CSharp : Core;

    public IReadOnlySet<string>? MembersOf(string type) => members.GetValueOrDefault(type);

    public bool Mentions(string type) => words.Contains(type);

    [GeneratedRegex(@"^## (?:static |abstract )?(?:class|struct) (\S+?)(?: :.*)?$")]
    private static partial Regex Header();

    [GeneratedRegex(@"[A-Za-z_][\w.]*")]
    private static partial Regex Word();
}
