using Capsules.Kernel.Engine;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Capsules.Kernel.Display;

/// <summary>Carries what a cell displays through Microsoft.DotNet.Interactive to the cell's output.</summary>
internal static class DisplayBridge
{
    /// <summary>Makes this cell the one that <c>display(…)</c> belongs to, until disposed.</summary>
    public static IDisposable Open(CellContext cell, string code)
    {
#if false
        var context = KernelInvocationContext.GetOrCreateAmbientContext(new SubmitCode(code));
        context.Input = (prompt, password) =>
        {
            cell.Stream.Flush();
            return cell.Output.Input(prompt, password);
        };
        cell.Cancellation.Token.Register(context.Cancel);
        context.KernelEvents.Subscribe(new Displays(cell));
        return context;
#else
        var context = new PackageContext(new SubmitCode(code), cell);
        context.Events.Subscribe(new Displays(cell));
        return context;
#endif
    }

    private sealed class Displays(CellContext cell) : IObserver<KernelEvent>
    {
        public void OnNext(KernelEvent value)
        {
            switch (value)
            {
                case DisplayedValueUpdated updated when updated.ValueId is { } id:
                    cell.Update(id, BundleFormatter.Bundle(updated.Value, updated.FormattedValues));
                    break;
                case DisplayedValueProduced produced:
                    cell.Display(BundleFormatter.Bundle(produced.Value, produced.FormattedValues), produced.ValueId);
                    break;
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
