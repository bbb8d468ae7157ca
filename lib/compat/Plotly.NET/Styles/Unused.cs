// Types that appear in signatures only: nothing here makes one, so such an argument is left out.
namespace Plotly.NET;

public sealed class AutoRangeOptions : DynamicObj.DynamicObj { internal AutoRangeOptions() { } }
public sealed class TickFormatStop : DynamicObj.DynamicObj { internal TickFormatStop() { } }
