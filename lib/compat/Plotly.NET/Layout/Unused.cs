// Types that appear in signatures only: nothing here makes one, so such an argument is left out.
namespace Plotly.NET.LayoutObjects;

public sealed class ActiveSelection : DynamicObj.DynamicObj { internal ActiveSelection() { } }
public sealed class ActiveShape : DynamicObj.DynamicObj { internal ActiveShape() { } }
public sealed class DefaultColorScales : DynamicObj.DynamicObj { internal DefaultColorScales() { } }
public sealed class Domain : DynamicObj.DynamicObj { internal Domain() { } }
public sealed class Hoverlabel : DynamicObj.DynamicObj { internal Hoverlabel() { } }
public sealed class LayoutImage : DynamicObj.DynamicObj { internal LayoutImage() { } }
public sealed class Minor : DynamicObj.DynamicObj { internal Minor() { } }
public sealed class ModeBar : DynamicObj.DynamicObj { internal ModeBar() { } }
public sealed class NewSelection : DynamicObj.DynamicObj { internal NewSelection() { } }
public sealed class NewShape : DynamicObj.DynamicObj { internal NewShape() { } }
public sealed class Padding : DynamicObj.DynamicObj { internal Padding() { } }
public sealed class RangeSelector : DynamicObj.DynamicObj { internal RangeSelector() { } }
public sealed class RangeSlider : DynamicObj.DynamicObj { internal RangeSlider() { } }
public sealed class Rangebreak : DynamicObj.DynamicObj { internal Rangebreak() { } }
public sealed class Selection : DynamicObj.DynamicObj { internal Selection() { } }
public sealed class ShapeLabel : DynamicObj.DynamicObj { internal ShapeLabel() { } }
public sealed class Transition : DynamicObj.DynamicObj { internal Transition() { } }
public sealed class UniformText : DynamicObj.DynamicObj { internal UniformText() { } }
public sealed class UpdateMenu : DynamicObj.DynamicObj { internal UpdateMenu() { } }
