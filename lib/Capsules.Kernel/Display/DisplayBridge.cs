using System.Reflection;
using Capsules.Kernel.Engine;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;

namespace Capsules.Kernel.Display;

/// <summary>Carries what cells and libraries display through Microsoft.DotNet.Interactive to the cell's output.</summary>
public static class DisplayBridge
{
    // The package keeps both to itself.
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
    private static readonly MethodInfo Cancel = typeof(KernelInvocationContext).GetMethod("Cancel", Hidden, [])!;
    private static readonly PropertyInfo Kernel = typeof(KernelInvocationContext).GetProperty("HandlingKernel", Hidden)!;

    /// <summary>The session as the package's extensions see it.</summary>
    internal static CompositeKernel Session { get; } = [new CellKernel()];

    static DisplayBridge() => Formatter.SubscribeToDisplayedValues(shown =>
    {
        if (shown.IsUpdated) CellContext.Current?.Show(new DisplayData(BundleFormatter.Bundle(shown.Value, shown.FormattedValues), shown.DisplayId, IsUpdate: true));
    });

    /// <summary>Shows a value; what is returned can update it. Cells call it as <c>display(value)</c> and <c>value.Display()</c>.</summary>
    /// <remarks>The package's own methods return a value whose id is not the one they show.</remarks>
    public static DisplayedValue Show(object? value, params string[] mimeTypes)
    {
        var forms = BundleFormatter.Forms(value, mimeTypes);
        var shown = new DisplayedValue(value, forms);
        CellContext.Current?.Show(new DisplayData(BundleFormatter.Bundle(value, forms), shown.DisplayId));
        return shown;
    }

    /// <summary>Makes this cell the one that <see cref="KernelInvocationContext.Current"/> belongs to.</summary>
    internal static void Enter(CellContext cell, string code)
    {
        // A context takes the console when it begins, and text would miss the cell that wrote it.
        var (output, error) = (Console.Out, Console.Error);
        var context = KernelInvocationContext.GetOrCreateAmbientContext(new SubmitCode(code), null);
        Console.SetOut(output);
        Console.SetError(error);
        Kernel.SetValue(context, Session.ChildKernels.First());
        cell.Cancellation.Register(() => Cancel.Invoke(context, []));
        context.KernelEvents.Subscribe(value =>
        {
            if (value is DisplayedValueProduced shown) cell.Show(new DisplayData(BundleFormatter.Bundle(shown.Value, shown.FormattedValues), shown.ValueId));
        });
    }

    /// <summary>Stands for the cells where the package sends commands of its own: lines to ask for.</summary>
    private sealed class CellKernel() : Microsoft.DotNet.Interactive.Kernel("csharp"), IKernelCommandHandler<RequestInput>
    {
        public Task HandleAsync(RequestInput command, KernelInvocationContext context)
        {
            context.Publish(new InputProduced(CellContext.Current!.Input(command.Prompt, command.IsPassword) ?? "", command));
            return Task.CompletedTask;
        }
    }
}
