using System.Diagnostics;
using Capsules.Data;

namespace Capsules.Workbook.Running;

/// <summary>Programs that may be on this machine.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>What a program prints; null where it is not there, fails, or gives no answer.</summary>
    public static string? Output(string program, params string[] arguments)
    {
        try
        {
            return ExternalProgram.Run(program, arguments, Repository.Root, Limit).GetAwaiter().GetResult() is (0, var output, _) ? output.Trim() : null;
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Runs a program in this terminal.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(ExternalProgram.Start(program, arguments, folder))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
