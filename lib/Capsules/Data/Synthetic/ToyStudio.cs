using System.Numerics;
using System.Runtime.InteropServices;
using SkiaSharp;

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

    private readonly Lazy<ToyMesh>[] toys =
        [.. Enumerable.Range(0, NorbLabel.Categories * NorbLabel.Instances)
            .Select(k => new Lazy<ToyMesh>(() => ToyModels.Build(k / NorbLabel.Instances, k % NorbLabel.Instances, seed)))];

    /// <summary>Renders a stereo pair, bytes [2, 96, 96]; safe from many threads at once.</summary>
    internal byte[] Render(NorbLabel label)
    {
        var pair = new byte[SmallNorb.PairSize];
        var toy = toys[label.Category * NorbLabel.Instances + label.Instance].Value;
        float azimuth = label.AzimuthDegrees * MathF.PI / 180, elevation = label.ElevationDegrees * MathF.PI / 180;
        const int picture = ToyRasterizer.Size * ToyRasterizer.Size;
        for (var eye = 0; eye < 2; eye++)
        {
            var angle = eye == 0 ? EyeAngle : -EyeAngle; // the left camera first
            ToyRasterizer.Draw(toy, azimuth, elevation, angle, Lights[label.Lighting], pair.AsSpan(eye * picture, picture));
        }
        var random = new SeededRandom(seed, HashCode(label), stream: 0x4772);
        ulong grains = 0;
        for (var p = 0; p < pair.Length; p++)
        {
            if (p % 16 == 0) grains = random.Next();
            pair[p] = (byte)Math.Clamp(pair[p] + (int)(grains & 3) - (int)(grains >> 2 & 3), 0, 255); // the grain of a camera
            grains >>= 4;
        }
        return pair;
    }

    private static long HashCode(NorbLabel label) =>
        (((label.Category * 10L + label.Instance) * 9 + label.Elevation) * 18 + label.Azimuth) * 6 + label.Lighting;
}

/// <summary>A lamp and the room's light around it.</summary>
/// <param name="Direction">Where the lamp stands, seen from the toy, with x towards the camera, y up and z to the picture's left.</param>
/// <param name="Shadow">How dark the soft shadow on the ground is, 0 to 1.</param>
internal readonly record struct ToyLight(Vector3 Direction, float Lamp, float Room, float Shadow);

/// <summary>Draws one toy on a plain ground into a gray picture of 96×96: triangles from far to near at twice that size, over a soft
/// shadow.</summary>
internal static class ToyRasterizer
{
    internal const int Size = 96;

    private const int Fine = 2 * Size; // four samples a pixel smooth the edges
    private const float Distance = 5, Focus = 4.15f * Size; // of the camera, in toy radii and samples: a toy of radius 1 fills most of the picture
    private const float GroundTone = 0.86f, Blur = 4;

    /// <summary>Draws a picture of a toy that stands on y = 0: turned by the azimuth, seen from the elevation, by an eye moved around it, all in
    /// radians. Lamp and room stay with the camera, not with the turntable.</summary>
    internal static void Draw(ToyMesh toy, float azimuth, float elevation, float eye, ToyLight light, Span<byte> picture)
    {
        var (sinE, cosE) = MathF.SinCos(elevation);
        var (sinS, cosS) = MathF.SinCos(eye);
        var back = new Vector3(cosE * cosS, sinE, cosE * sinS); // from the toy to the camera
        var right = new Vector3(sinS, 0, -cosS); // as the camera sees it
        var up = Vector3.Cross(back, right);
        var target = new Vector3(0, toy.Corners.Max(corner => corner.Y) / 2, 0);
        var lamp = Vector3.Normalize(light.Direction);
        var turn = Matrix4x4.CreateRotationY(-azimuth);

        var n = toy.Corners.Count;
        var (points, shadow, colors, depths, seen) = (new SKPoint[n], new SKPoint[n], new SKColor[n], new float[n], new bool[n]);
        for (var k = 0; k < n; k++)
        {
            var p = Vector3.Transform(toy.Corners[k], turn);
            var normal = Vector3.TransformNormal(toy.Normals[k], turn);
            var shade = toy.Tones[k] * (light.Room * (0.75f + 0.25f * normal.Y) + light.Lamp * MathF.Max(0, Vector3.Dot(normal, lamp)));
            colors[k] = Gray(200 * shade);
            (points[k], depths[k]) = Project(p);
            seen[k] = Vector3.Dot(normal, target + back * Distance - p) > 0; // from the camera, the solids being closed
            shadow[k] = Project(p - lamp * (p.Y / lamp.Y)).Point; // along the lamp's rays onto the ground
        }
        int[] order = [.. Enumerable.Range(0, n / 3).Where(t => seen[3 * t] || seen[3 * t + 1] || seen[3 * t + 2])
            .OrderBy(t => depths[3 * t] + depths[3 * t + 1] + depths[3 * t + 2])];

        using var bitmap = new SKBitmap(Fine, Fine, SKColorType.Rgba8888, SKAlphaType.Premul);
        using var canvas = new SKCanvas(bitmap);
        using var solid = new SKPaint { Color = SKColors.White }; // what vertices' colors are multiplied by
        using var blur = SKImageFilter.CreateBlur(Blur, Blur);
        using var soft = new SKPaint { ImageFilter = blur, Color = SKColors.White.WithAlpha((byte)(255 * light.Shadow)) };
        canvas.Clear(Gray(255 * GroundTone * (light.Room + light.Lamp * lamp.Y)));
        canvas.SaveLayer(soft);
        canvas.DrawVertices(SKVertexMode.Triangles, shadow, [.. Enumerable.Repeat(SKColors.Black, n)], solid);
        canvas.Restore();
        canvas.DrawVertices(SKVertexMode.Triangles, Ordered(points), Ordered(colors), solid);

        var samples = MemoryMarshal.Cast<byte, uint>(bitmap.GetPixelSpan()); // red, green and blue are alike
        for (var p = 0; p < picture.Length; p++)
        {
            var at = 2 * (p / Size) * Fine + 2 * (p % Size);
            picture[p] = (byte)(((samples[at] & 255) + (samples[at + 1] & 255) + (samples[at + Fine] & 255) + (samples[at + Fine + 1] & 255) + 2) / 4);
        }

        (SKPoint Point, float Depth) Project(Vector3 p)
        {
            p -= target;
            var inverse = 1 / (Distance - Vector3.Dot(p, back));
            return (new SKPoint(Size + Focus * Vector3.Dot(p, right) * inverse, Size - Focus * Vector3.Dot(p, up) * inverse), inverse);
        }

        T[] Ordered<T>(T[] corners) => [.. order.SelectMany(t => corners[(3 * t)..(3 * t + 3)])];
    }

    private static SKColor Gray(float value)
    {
        var tone = (byte)Math.Clamp(value + 0.5f, 0, 255);
        return new SKColor(tone, tone, tone);
    }
}
