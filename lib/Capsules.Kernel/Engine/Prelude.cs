using System.Reflection;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Kernel.Engine;

/// <summary>What a session has before its first cell: the names that .NET Interactive gives every cell.</summary>
internal static class Prelude
{
    public static readonly string[] Usings =
    [
        "System", "System.Text", "System.Collections", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq",
        "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting", "Microsoft.DotNet.Interactive.Kernel",
    ];

    private const string Display = """
        static DisplayedValue display(object value, params string[] mimeTypes) => Capsules.Kernel.Display.DisplayBridge.Show(value, mimeTypes);
        static DisplayedValue Display(this object value, params string[] mimeTypes) => Capsules.Kernel.Display.DisplayBridge.Show(value, mimeTypes);

        """;

    /// <summary>The first submission.</summary>
    /// <remarks>It names the HTML tags one by one: imported as a whole they bring a member called _, and discards would mean that.</remarks>
    public static string Code { get; } = Display + string.Join('\n', typeof(PocketViewTags)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(tag => tag.Name != "_")
        .Select(tag => $"static dynamic {tag.Name} => PocketViewTags.{tag.Name};"));
}
