using System.Text.Json.Nodes;

namespace Plotly.NET.Tests;

internal static class JsonAssert
{
    /// <summary>A trace, or the layout, is exactly this JSON; the order of properties does not matter.</summary>
    public static void Trace(string expected, GenericChart chart, int index = 0) =>
        Same(expected, Figure(chart)["data"]![index]!);

    public static void Layout(string expected, GenericChart chart) => Same(expected, Figure(chart)["layout"]!);

    public static JsonNode Figure(GenericChart chart) => JsonNode.Parse(GenericChart.toFigureJson(chart))!;

    private static void Same(string expected, JsonNode actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), $"expected {expected}\nbut got  {actual.ToJsonString()}");
}
