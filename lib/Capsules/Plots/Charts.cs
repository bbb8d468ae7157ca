using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using TorchSharp;

namespace Capsules.Plots;

/// <summary>How charts, tables and tensors show themselves in a notebook.</summary>
public static class Charts
{
    /// <summary>The form that VS Code and JupyterLab draw themselves.</summary>
    public const string PlotlyMimeType = "application/vnd.plotly.v1+json";

    /// <summary>Registers the forms of charts, tables and tensors with the notebook's formatter; a second call changes nothing.</summary>
    /// <remarks>Runs by itself when the library is first used. Call it only to show a Plotly.NET chart before that.</remarks>
    public static void Register()
    {
        Show<GenericChart>(
            (PlotlyMimeType, chart => FigureJson.Text(FigureJson.Of(chart))),
            (HtmlFormatter.MimeType, chart => ChartHtml.Of(FigureJson.Of(chart))),
            (PlainTextFormatter.MimeType, Title));
        Show<Table>((HtmlFormatter.MimeType, table => table.ToHtml()), (PlainTextFormatter.MimeType, table => table.ToText()));
        Show<torch.Tensor>(
            (PlainTextFormatter.MimeType, tensor => tensor.IsInvalid ? "disposed tensor" : tensor.ToString(TensorStringStyle.Julia)));
    }

    private static void Show<T>(params (string MimeType, Func<T, string> Text)[] forms)
    {
        foreach (var (mimeType, text) in forms) Formatter.Register<T>((value, writer) => writer.Write(text(value)), mimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(T), [.. forms.Select(form => form.MimeType)]);
    }

    private static string Title(GenericChart chart) =>
        FigureJson.Title(FigureJson.Of(chart)) is { } title ? $"[chart: {title}]" : "[chart]";

#pragma warning disable CA2255 // A chart last in a cell shows itself without a call: this is how a library can see to that.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RegisterAtFirstUse() => Register();
}
