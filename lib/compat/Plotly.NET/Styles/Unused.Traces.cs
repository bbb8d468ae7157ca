// Types that appear in signatures only: nothing here makes one, so such an argument is left out.
namespace Plotly.NET.TraceObjects;

public sealed class Bins : DynamicObj.DynamicObj { internal Bins() { } }
public sealed class Cumulative : DynamicObj.DynamicObj { internal Cumulative() { } }
public sealed class Error : DynamicObj.DynamicObj { internal Error() { } }
public sealed class Gradient : DynamicObj.DynamicObj { internal Gradient() { } }
