using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Capsules.Plots.Static;
using Microsoft.DotNet.Interactive.Formatting;
using Plotly.NET;
using TorchSharp;

namespace Capsules.Plots;

/// <summary>How charts, tables and tensors show themselves in a notebook.</summary>
public static class Charts
{
    /// <summary>The form VS Code and JupyterLab draw by themselves.</summary>
    public const string PlotlyMimeType = "application/vnd.plotly.v1+json";

    /// <summary>Registers the forms of charts, tables and tensors with the notebook's formatter; a second call changes nothing.</summary>
    /// <remarks>Runs by itself when this library is first used. A call is needed only where a notebook shows a Plotly.NET chart before that.</remarks>
    public static void Register()
    {
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(PlotlyJson(chart)), PlotlyMimeType);
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(ChartHtml.Of(GenericChart.toFigureJson(chart))), HtmlFormatter.MimeType);
        Formatter.Register<GenericChart>((chart, writer) => writer.Write(Describe(chart)), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(
            typeof(GenericChart), PlotlyMimeType, HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
        Formatter.Register<Table>((table, writer) => writer.Write(table.ToHtml()), HtmlFormatter.MimeType);
        Formatter.Register<Table>((table, writer) => writer.Write(table.ToText()), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(Table), HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
        Formatter.Register<torch.Tensor>(
            (tensor, writer) => writer.Write(tensor.IsInvalid ? "disposed tensor" : tensor.ToString(TensorStringStyle.Julia)), PlainTextFormatter.MimeType);
        Formatter.SetPreferredMimeTypesFor(typeof(torch.Tensor), PlainTextFormatter.MimeType);
    }

    /// <summary>A chart in a line of text: title, traces, axes.</summary>
    public static string Describe(GenericChart chart)
    {
        JsonNode figure = JsonNode.Parse(GenericChart.toFigureJson(chart))!;
        JsonNode? layout = figure["layout"];
        string title = layout.At("title").Title() ?? "chart";
        string kinds = string.Join(", ", figure["data"].Items().GroupBy(trace => trace.At("type").Text())
            .Select(kind => kind.Count() > 1 ? $"{kind.Count()} {kind.Key}" : kind.Key));
        string[] axes = [.. new[] { layout.At("xaxis", "title").Title(), layout.At("yaxis", "title").Title() }.OfType<string>()];
        return $"[{string.Join(' ', Labels.Lines(title))}: {kinds}{(axes.Length > 0 ? "; " + string.Join(" / ", axes) : "")}]";
    }

    private static string PlotlyJson(GenericChart chart)
    {
        JsonObject figure = (JsonObject)JsonNode.Parse(GenericChart.toFigureJson(chart))!;
        figure.Remove("frames");
        return figure.ToJsonString();
    }

#pragma warning disable CA2255 // A chart last in a cell must show itself without a call: this is how a library says so.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RegisterAtFirstUse() => Register();
}
