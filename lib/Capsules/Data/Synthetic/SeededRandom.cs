namespace Capsules.Data;

/// <summary>Random numbers that depend on a seed and an index alone, so that any sample of a set can be made without those before
/// it.</summary>
/// <remarks>SplitMix64: System.Random promises no stable sequence across .NET versions.</remarks>
internal struct SeededRandom
{
    private ulong state;

    internal SeededRandom(long seed, long index, long stream = 0)
    {
        state = Mix(Mix(Mix((ulong)seed + 0x9E3779B97F4A7C15) ^ (ulong)stream) + (ulong)index);
    }

    internal ulong Next() => Mix(state += 0x9E3779B97F4A7C15);

    /// <summary>Uniform in [0, 1).</summary>
    internal double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    internal double Uniform(double low, double high) => low + (high - low) * Unit();

    /// <summary>Uniform in 0 … count − 1.</summary>
    internal int Below(int count) => (int)(Unit() * count);

    /// <summary>Normal with mean 0 and the given standard deviation, cut at three deviations.</summary>
    internal double Normal(double deviation)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Unit()));
        return deviation * Math.Clamp(radius * Math.Cos(2 * Math.PI * Unit()), -3, 3);
    }

    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
