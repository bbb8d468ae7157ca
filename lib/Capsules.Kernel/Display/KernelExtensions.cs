using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Kernel.Display;

/// <summary>Runs the .NET Interactive extensions that packages bring, against the session.</summary>
internal static partial class KernelExtensions
{
    /// <summary>Runs every <see cref="IKernelExtension"/> of an assembly. Formatters registered before stay the preferred ones.</summary>
    public static async Task RunAsync(Assembly assembly)
    {
        var earlier = Formatter.RegisteredFormatters(includeDefaults: false).Reverse()
            .Select(formatter => (Formatter: formatter, Preferred: Formatter.GetPreferredMimeTypesFor(formatter.Type))).ToArray();
        foreach (var type in assembly.GetExportedTypes().Where(type => typeof(IKernelExtension).IsAssignableFrom(type) && type.GetConstructor([]) is not null))
            await ((IKernelExtension)Activator.CreateInstance(type)!).OnLoadAsync(DisplayBridge.Session).ConfigureAwait(false);
        foreach (var (formatter, preferred) in earlier)
        {
            Formatter.Register(formatter);
            Formatter.SetPreferredMimeTypesFor(formatter.Type, [.. preferred]);
        }
    }

    /// <summary>The C# parts of an <c>extension.dib</c>.</summary>
    public static IEnumerable<string> CSharpParts(string dib) =>
        LanguageLine().Split(dib).Skip(1).Chunk(2).Where(part => part[0] is "csharp" or "c#").Select(part => part[1]);

    [GeneratedRegex(@"^#!(meta|csharp|c#|fsharp|f#|pwsh|powershell|html|javascript|js|markdown|sql|kql|value|mermaid)\s*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex LanguageLine();
}
