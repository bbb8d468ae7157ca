using System.ComponentModel;
using System.Diagnostics;

namespace Capsules.Data;

/// <summary>Programs that may be on this machine, run to their end and read.</summary>
internal static class ExternalProgram
{
    /// <summary>Runs a program.</summary>
    /// <param name="limit">After this time it is killed, with what it has started; as long as it takes where null.</param>
    /// <returns>Its exit code and what it wrote; null where there is no such program.</returns>
    /// <exception cref="TimeoutException">It did not end within the limit.</exception>
    internal static async Task<(int Code, string Output, string Error)?> Run(
        string program, string[] arguments, string? folder = null, TimeSpan? limit = null, CancellationToken cancel = default)
    {
        var start = Start(program, arguments, folder);
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(limit ?? Timeout.InfiniteTimeSpan);
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return null;
        }

        using (process)
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
            try
            {
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancel.ThrowIfCancellationRequested();
                throw new TimeoutException($"`{program} {string.Join(' ', arguments)}` gave no answer within {limit!.Value.TotalSeconds:0} seconds");
            }

            return (process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
    }

    /// <summary>How to start a program: npm, jupyter and code are scripts on Windows, which only its shell starts.</summary>
    internal static ProcessStartInfo Start(string program, string[] arguments, string? folder) =>
        new(OperatingSystem.IsWindows() ? "cmd" : program, OperatingSystem.IsWindows() ? ["/c", program, .. arguments] : arguments) { WorkingDirectory = folder ?? "" };
}
