namespace Capsules.Data;

/// <summary>smallNORB's pictures as matrices, for charts.</summary>
public static class NorbPictures
{
    /// <summary>The left picture of a pair. [96, 96]</summary>
    public static byte[,] Left(SmallNorb data, int index)
    {
        var pair = new byte[SmallNorb.PairSize];
        data.CopyPair(index, pair);
        var picture = new byte[SmallNorb.Size, SmallNorb.Size];
        Buffer.BlockCopy(pair, 0, picture, 0, SmallNorb.Size * SmallNorb.Size);
        return picture;
    }

    /// <summary>One toy of every category at every <paramref name="step"/>th azimuth (Heinsen 2019, figure 9), category by category.</summary>
    /// <param name="step">1 for all 18 azimuths.</param>
    public static IReadOnlyList<byte[,]> Turning(SmallNorb data, int instance, int step = 2) =>
    [
        .. Enumerable.Range(0, SmallNorb.ClassNames.Count).SelectMany(category =>
            data.Where(category, instance, elevation: 2, lighting: 1).Where(i => data.Labels[i].Azimuth % step == 0).Select(i => Left(data, i))),
    ];
}
