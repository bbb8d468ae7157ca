namespace Capsules.Plots.Static;

/// <summary>Where an axis has its ticks and what they say.</summary>
internal static class Ticks
{
    /// <summary>Round numbers between the ends, about as many as wanted.</summary>
    public static IEnumerable<(double At, string Label)> Linear(double low, double high, int wanted) =>
        Every(low, high, Step(Math.Abs(high - low), wanted));

    /// <summary>Whole steps between the ends.</summary>
    public static IEnumerable<(double At, string Label)> Every(double low, double high, double step)
    {
        double first = Math.Ceiling(Math.Min(low, high) / step - 1e-9);
        double last = Math.Floor(Math.Max(low, high) / step + 1e-9);
        for (double i = first; i <= last; i++)
        {
            yield return (i * step, Labels.Tick(i * step, step));
        }
    }

    /// <summary>Powers of ten, with 2 and 5 between them where there are few; the ends are logarithms.</summary>
    public static IEnumerable<(double At, string Label)> Logarithmic(double low, double high)
    {
        double[] digits = Math.Abs(high - low) < 2 ? [1, 2, 5] : [1];
        int skip = Math.Max(1, (int)Math.Ceiling(Math.Abs(high - low) / 7));
        for (double power = Math.Floor(Math.Min(low, high)); power <= Math.Max(low, high); power += skip)
        {
            foreach (double digit in digits)
            {
                double at = power + Math.Log10(digit);
                if (at >= Math.Min(low, high) - 1e-9 && at <= Math.Max(low, high) + 1e-9)
                {
                    yield return (at, Labels.Tick(digit * Math.Pow(10, power), Math.Min(1, Math.Pow(10, power))));
                }
            }
        }
    }

    private static double Step(double span, int wanted)
    {
        double rough = (span > 0 ? span : 1) / Math.Max(1, wanted);
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        double part = rough / unit;
        return unit * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10);
    }
}
