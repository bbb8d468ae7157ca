#if !SYSTEM_PACKAGES
using System.Reflection;
using Capsules.Kernel.Engine;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Capsules.Kernel.Display;

/// <summary>What the package's own invocation context needs beyond a command: a kernel that answers, and an end.</summary>
internal static class PackageContext
{
    // The package keeps both to itself.
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
    private static readonly MethodInfo? s_cancel = typeof(KernelInvocationContext).GetMethod("Cancel", Hidden, []);
    private static readonly PropertyInfo? s_kernel = typeof(KernelInvocationContext).GetProperty("HandlingKernel", Hidden);

    /// <summary>Lets a context's input come from a cell's front end, and cancels it with the cell.</summary>
    public static void Open(KernelInvocationContext context, CellContext cell)
    {
        s_kernel?.SetValue(context, new CellKernel(cell));
        cell.Cancellation.Token.Register(() => s_cancel?.Invoke(context, []));
    }

    /// <summary>Stands for the cell where the package sends commands of its own: scripts to show, lines to ask for.</summary>
    private sealed class CellKernel(CellContext cell) : Microsoft.DotNet.Interactive.Kernel("csharp"), IKernelCommandHandler<RequestInput>
    {
        public Task HandleAsync(RequestInput command, KernelInvocationContext context)
        {
            cell.Stream.Flush();
            var line = cell.Output.Input(command.Prompt, command.IsPassword) ?? "";
            context.Publish(new InputProduced(line, command));
            return Task.CompletedTask;
        }
    }
}
#endif
