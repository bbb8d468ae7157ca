#if true
using System.Reflection;
using Capsules.Kernel.Engine;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Capsules.Kernel.Display;

/// <summary>The package's own invocation context, with what it needs beyond a command: a kernel that answers, an end, and the console left alone.</summary>
internal sealed class PackageContext : IDisposable
{
    // The package keeps both to itself.
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
    private static readonly MethodInfo? s_cancel = typeof(KernelInvocationContext).GetMethod("Cancel", Hidden, []);
    private static readonly PropertyInfo? s_kernel = typeof(KernelInvocationContext).GetProperty("HandlingKernel", Hidden);
    private readonly KernelInvocationContext _context;

    /// <summary>Takes its input from a cell's front end, and is cancelled with the cell.</summary>
    public PackageContext(KernelCommand command, CellContext cell)
    {
        _context = LeavingConsole(() => KernelInvocationContext.GetOrCreateAmbientContext(command));
        s_kernel?.SetValue(_context, new CellKernel(cell));
        cell.Cancellation.Token.Register(() => s_cancel?.Invoke(_context, []));
    }

    public IObservable<KernelEvent> Events => _context.KernelEvents;

    public void Dispose() => LeavingConsole(() =>
    {
        _context.Dispose();
        return _context;
    });

    // A context takes the console when it begins, so that text would miss the cell that wrote it, and puts an older one back when it ends.
    private static T LeavingConsole<T>(Func<T> action)
    {
        var (output, error) = (Console.Out, Console.Error);
        var result = action();
        Console.SetOut(output);
        Console.SetError(error);
        return result;
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
