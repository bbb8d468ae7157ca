using System.Globalization;
using System.Xml.Linq;
using Capsules.Plots.Static;
using Plotly.NET;

namespace Capsules.Tests;

/// <summary>The static picture of a chart, read back.</summary>
internal static class Picture
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    public static XElement Of(GenericChart chart) => XElement.Parse(StaticPicture.Svg(GenericChart.toFigureJson(chart)));

    public static IEnumerable<XElement> All(this XElement picture, string name) => picture.Descendants(Svg + name);

    public static double Number(this XElement element, string attribute) =>
        double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);

    public static string Fill(this XElement element) => element.Attribute("fill")?.Value ?? "";

    public static string[] Texts(this XElement picture) => [.. picture.All("text").Select(text => text.Value)];
}
