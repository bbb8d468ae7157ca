// Types that appear in signatures only: nothing here makes one, so such an argument is left out.
namespace Plotly.NET;

public static partial class StyleParam
{
    public sealed class AngleRef
    {
        private AngleRef()
        {
        }
    }

    public sealed class AnnotationAlignment
    {
        private AnnotationAlignment()
        {
        }
    }

    public sealed class ArrowHead
    {
        private ArrowHead()
        {
        }
    }

    public sealed class ArrowSide
    {
        private ArrowSide()
        {
        }
    }

    public sealed class AutoRange
    {
        private AutoRange()
        {
        }
    }

    public sealed class AutoTypeNumbers
    {
        private AutoTypeNumbers()
        {
        }
    }

    public sealed class AxisConstraint
    {
        private AxisConstraint()
        {
        }
    }

    public sealed class AxisConstraintDirection
    {
        private AxisConstraintDirection()
        {
        }
    }

    public sealed class BackOff
    {
        private BackOff()
        {
        }
    }

    public sealed class BarNorm
    {
        private BarNorm()
        {
        }
    }

    public sealed class BoxMean
    {
        private BoxMean()
        {
        }
    }

    public sealed class BoxMode
    {
        private BoxMode()
        {
        }
    }

    public sealed class BoxPoints
    {
        private BoxPoints()
        {
        }
    }

    public sealed class Calendar
    {
        private Calendar()
        {
        }
    }

    public sealed class CategoryOrder
    {
        private CategoryOrder()
        {
        }
    }

    public sealed class CategoryTickAnchor
    {
        private CategoryTickAnchor()
        {
        }
    }

    public sealed class ColorModel
    {
        private ColorModel()
        {
        }
    }

    public sealed class ColorComponentBound
    {
        private ColorComponentBound()
        {
        }
    }

    public sealed class ClickMode
    {
        private ClickMode()
        {
        }
    }

    public sealed class ClickToShow
    {
        private ClickToShow()
        {
        }
    }

    public sealed class DragMode
    {
        private DragMode()
        {
        }
    }

    public sealed class EntryWidthMode
    {
        private EntryWidthMode()
        {
        }
    }

    public sealed class ExponentFormat
    {
        private ExponentFormat()
        {
        }
    }

    public sealed class FillRule
    {
        private FillRule()
        {
        }
    }

    public sealed class FontFamily
    {
        private FontFamily()
        {
        }
    }

    public sealed class FunnelMode
    {
        private FunnelMode()
        {
        }
    }

    public sealed class GroupNorm
    {
        private GroupNorm()
        {
        }
    }

    public sealed class HistFunc
    {
        private HistFunc()
        {
        }
    }

    public sealed class HistNorm
    {
        private HistNorm()
        {
        }
    }

    public sealed class HorizontalAlign
    {
        private HorizontalAlign()
        {
        }
    }

    public sealed class Layer
    {
        private Layer()
        {
        }
    }

    public sealed class LayoutGridRowOrder
    {
        private LayoutGridRowOrder()
        {
        }
    }

    public sealed class LayoutGridXSide
    {
        private LayoutGridXSide()
        {
        }
    }

    public sealed class LayoutGridYSide
    {
        private LayoutGridYSide()
        {
        }
    }

    public sealed class MarkerSizeMode
    {
        private MarkerSizeMode()
        {
        }
    }

    public sealed class MarkerSymbol3D
    {
        private MarkerSymbol3D()
        {
        }
    }

    public sealed class Method
    {
        private Method()
        {
        }
    }

    public sealed class Mirror
    {
        private Mirror()
        {
        }
    }

    public sealed class PatternShape
    {
        private PatternShape()
        {
        }
    }

    public sealed class QuartileMethod
    {
        private QuartileMethod()
        {
        }
    }

    public sealed class RangeMode
    {
        private RangeMode()
        {
        }
    }

    public sealed class ScaleAnchor
    {
        private ScaleAnchor()
        {
        }
    }

    public sealed class ScatterMode
    {
        private ScatterMode()
        {
        }
    }

    public sealed class SelectDirection
    {
        private SelectDirection()
        {
        }
    }

    public sealed class Shape
    {
        private Shape()
        {
        }
    }

    public sealed class ShapeSizeMode
    {
        private ShapeSizeMode()
        {
        }
    }

    public sealed class ShowExponent
    {
        private ShowExponent()
        {
        }
    }

    public sealed class ShowTickOption
    {
        private ShowTickOption()
        {
        }
    }

    public sealed class Side
    {
        private Side()
        {
        }
    }

    public sealed class SmoothAlg
    {
        private SmoothAlg()
        {
        }
    }

    public sealed class SpikeMode
    {
        private SpikeMode()
        {
        }
    }

    public sealed class SpikeSnap
    {
        private SpikeSnap()
        {
        }
    }

    public sealed class TickAutoMargin
    {
        private TickAutoMargin()
        {
        }
    }

    public sealed class TickLabelMode
    {
        private TickLabelMode()
        {
        }
    }

    public sealed class TickLabelOverflow
    {
        private TickLabelOverflow()
        {
        }
    }

    public sealed class TickLabelPosition
    {
        private TickLabelPosition()
        {
        }
    }

    public sealed class TickOptions
    {
        private TickOptions()
        {
        }
    }

    public sealed class TraceGroupClickOptions
    {
        private TraceGroupClickOptions()
        {
        }
    }

    public sealed class TraceItemClickOptions
    {
        private TraceItemClickOptions()
        {
        }
    }

    public sealed class TraceItemSizing
    {
        private TraceItemSizing()
        {
        }
    }

    public sealed class TraceOrder
    {
        private TraceOrder()
        {
        }
    }

    public sealed class UnitMode
    {
        private UnitMode()
        {
        }
    }

    public sealed class VerticalAlign
    {
        private VerticalAlign()
        {
        }
    }

    public sealed class ViolinMode
    {
        private ViolinMode()
        {
        }
    }

    public sealed class Visible
    {
        private Visible()
        {
        }
    }

    public sealed class WaterfallMode
    {
        private WaterfallMode()
        {
        }
    }
}
