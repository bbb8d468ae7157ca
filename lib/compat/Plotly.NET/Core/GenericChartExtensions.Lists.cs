using Microsoft.FSharp.Core;
using Plotly.NET.LayoutObjects;

namespace Plotly.NET;

public static partial class GenericChartExtensions
{
    /// <summary>Adds a text, or with <paramref name="Append"/> false puts it in the place of all there were.</summary>
    public static GenericChart WithAnnotation(
        this GenericChart @this, Annotation annotation, FSharpOption<bool> Append) =>
        @this.WithAnnotations([annotation], Append);

    /// <summary>Adds texts, or with <paramref name="Append"/> false puts them in the place of all there were.</summary>
    public static GenericChart WithAnnotations(
        this GenericChart @this, IEnumerable<Annotation> annotations, FSharpOption<bool> Append) =>
        @this.Listed("annotations", annotations, Append.Value);

    /// <summary>Adds a shape, or with <paramref name="Append"/> false puts it in the place of all there were.</summary>
    public static GenericChart WithShape(
        this GenericChart @this, Shape shape, FSharpOption<bool> Append) =>
        @this.WithShapes([shape], Append);

    /// <summary>Adds shapes, or with <paramref name="Append"/> false puts them in the place of all there were.</summary>
    public static GenericChart WithShapes(
        this GenericChart @this, IEnumerable<Shape> shapes, FSharpOption<bool> Append) =>
        @this.Listed("shapes", shapes, Append.Value);

    /// <summary>Sets the one slider.</summary>
    public static GenericChart WithSlider(
        this GenericChart @this, Slider slider) => @this.WithSliders([slider]);

    /// <summary>Sets the sliders.</summary>
    public static GenericChart WithSliders(
        this GenericChart @this, IEnumerable<Slider> sliders) => @this.Listed("sliders", sliders, append: false);
}
