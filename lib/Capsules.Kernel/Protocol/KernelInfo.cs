using System.Reflection;

namespace Capsules.Kernel.Protocol;

/// <summary>What the kernel says of itself.</summary>
internal static class KernelInfo
{
    internal static string Version { get; } =
        typeof(KernelInfo).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "1.0.0";

    internal static Dictionary<string, object?> Reply() => new()
    {
        ["status"] = "ok",
        ["protocol_version"] = MessageSession.ProtocolVersion,
        ["implementation"] = "capsules-csharp",
        ["implementation_version"] = Version,
        ["language_info"] = new Dictionary<string, object?>
        {
            ["name"] = "C#",
            ["version"] = "14.0",
            ["mimetype"] = "text/x-csharp",
            ["file_extension"] = ".cs",
            ["pygments_lexer"] = "csharp",
            ["codemirror_mode"] = "text/x-csharp",
        },
        ["banner"] = $"C# (Capsules) {Version} on .NET {Environment.Version}",
        ["debugger"] = false,
        ["help_links"] = new[]
        {
            new Dictionary<string, object?> { ["text"] = "C# language", ["url"] = "https://learn.microsoft.com/dotnet/csharp/" },
            new Dictionary<string, object?> { ["text"] = ".NET API browser", ["url"] = "https://learn.microsoft.com/dotnet/api/" },
        },
    };
}
