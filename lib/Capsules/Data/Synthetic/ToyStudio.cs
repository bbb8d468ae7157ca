using System.Numerics;

namespace Capsules.Data;

/// <summary>Photographs the toys as smallNORB's were: a turntable, two cameras side by side, nine heights, six lightings.</summary>
internal sealed class ToyStudio(int seed)
{
    private const float EyeAngle = 0.055f; // radians each camera stands beside the middle; about the disparity of smallNORB's pairs

    private static readonly ToyLight[] Lights =
    [
        new(new Vector3(0.3f, 1, 0.5f), 0.62f, 0.48f, 0.45f),
        new(new Vector3(0.5f, 1, -0.6f), 0.45f, 0.42f, 0.35f),
        new(new Vector3(-0.4f, 1, -0.5f), 0.34f, 0.28f, 0.45f),
        new(new Vector3(0.1f, 1, 0.1f), 0.55f, 0.42f, 0.30f),
        new(new Vector3(0.7f, 0.8f, 0.2f), 0.40f, 0.55f, 0.20f),
        new(new Vector3(-0.2f, 1, 0.7f), 0.80f, 0.45f, 0.40f),
    ];

    private readonly Lazy<ToyMesh>[] _toys =
        [.. Enumerable.Range(0, NorbLabel.Categories * NorbLabel.Instances)
            .Select(k => new Lazy<ToyMesh>(() => ToyModels.Build(k / NorbLabel.Instances, k % NorbLabel.Instances, seed)))];

    /// <summary>Renders a stereo pair, bytes [2, 96, 96]; safe from many threads at once.</summary>
    internal void Render(NorbLabel label, Span<byte> pair)
    {
        var toy = _toys[label.Category * NorbLabel.Instances + label.Instance].Value;
        float azimuth = label.AzimuthDegrees * MathF.PI / 180, elevation = label.ElevationDegrees * MathF.PI / 180;
        const int picture = ToyRasterizer.Size * ToyRasterizer.Size;
        for (int eye = 0; eye < 2; eye++)
        {
            float angle = eye == 0 ? EyeAngle : -EyeAngle; // the left camera first
            ToyRasterizer.Draw(toy, azimuth, elevation, angle, Lights[label.Lighting], pair.Slice(eye * picture, picture));
        }
        var random = new SeededRandom(seed, HashCode(label), stream: 0x4772);
        ulong grains = 0;
        for (int p = 0; p < pair.Length; p++)
        {
            if (p % 16 == 0) grains = random.Next();
            pair[p] = (byte)Math.Clamp(pair[p] + (int)(grains & 3) - (int)(grains >> 2 & 3), 0, 255); // the grain of a camera
            grains >>= 4;
        }
    }

    private static long HashCode(NorbLabel label) =>
        (((label.Category * 10L + label.Instance) * 9 + label.Elevation) * 18 + label.Azimuth) * 6 + label.Lighting;
}
