using System.ComponentModel;
using System.Diagnostics;

namespace Capsules.Workbook.Running;

/// <summary>Programs that may be on this machine.</summary>
internal static class Tool
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    /// <summary>What a program prints; null where it is not there, fails, or gives no answer.</summary>
    public static string? Output(string program, params string[] arguments)
    {
        var start = Start(program, arguments);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        try
        {
            using var process = Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEndAsync();
            if (process.WaitForExit(s_limit)) return process.ExitCode == 0 ? output.Result.Trim() : null;
            process.Kill(entireProcessTree: true);
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Runs a program in this terminal.</summary>
    /// <returns>Its exit code.</returns>
    public static async Task<int> Run(string folder, string program, params string[] arguments)
    {
        using var process = Process.Start(Start(program, arguments, folder))!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    // Programs such as npm, jupyter and code are scripts on Windows, which only its shell starts.
    private static ProcessStartInfo Start(string program, string[] arguments, string? folder = null) =>
        new(OperatingSystem.IsWindows() ? "cmd" : program, OperatingSystem.IsWindows() ? ["/c", program, .. arguments] : arguments) { WorkingDirectory = folder ?? Repository.Root };
}
