using System.Numerics;
using System.Runtime.InteropServices;

namespace Capsules.Data;

/// <summary>A lamp and the room's light around it.</summary>
/// <param name="Direction">Where the lamp stands, seen from the toy, with x towards the camera, y up and z to the picture's left.</param>
/// <param name="Lamp">Strength of the lamp.</param>
/// <param name="Room">Strength of the light from everywhere.</param>
/// <param name="Shadow">How dark the soft shadow on the ground is, 0 to 1.</param>
internal readonly record struct ToyLight(Vector3 Direction, float Lamp, float Room, float Shadow);

/// <summary>Draws one toy on a plain ground into a grey picture of 96×96, with a z-buffer at twice that size and a soft shadow.</summary>
/// <remarks>Not for use by two threads at once: it keeps its buffers from picture to picture.</remarks>
internal sealed class ToyRasterizer
{
    internal const int Size = 96;

    private const int Fine = 2 * Size; // four samples a pixel smooth the edges
    private const float Distance = 5, Focus = 4.15f * Size; // of the camera, in toy radii and samples: a toy of radius 1 fills most of the picture
    private const float GroundTone = 0.86f;
    private const int Blur = 3;

    private readonly float[] _depth = new float[Fine * Fine], _shade = new float[Fine * Fine];
    private readonly float[] _shadow = new float[Size * Size], _spare = new float[Size * Size];
    private Vector3[] _screen = []; // x and y in fine samples, z the inverse depth
    private float[] _light = [], _facing = [];

    /// <summary>Draws a picture.</summary>
    /// <param name="toy">The toy, standing on y = 0.</param>
    /// <param name="azimuth">How far the turntable is turned, radians.</param>
    /// <param name="elevation">How high the camera stands above the table, radians.</param>
    /// <param name="eye">How far the camera is moved around the toy, radians: the two eyes of a stereo pair.</param>
    /// <param name="light">Lamp and room, which stay with the camera, not with the turntable.</param>
    /// <param name="picture">Room for 96×96 bytes.</param>
    internal void Draw(ToyMesh toy, float azimuth, float elevation, float eye, ToyLight light, Span<byte> picture)
    {
        int n = toy.Corners.Count;
        if (_screen.Length < n) (_screen, _light, _facing) = (new Vector3[n], new float[n], new float[n]);
        Array.Clear(_depth);
        Array.Clear(_shadow);

        var (sinE, cosE) = MathF.SinCos(elevation);
        var (sinS, cosS) = MathF.SinCos(eye);
        var back = new Vector3(cosE * cosS, sinE, cosE * sinS); // from the toy to the camera
        var right = new Vector3(sinS, 0, -cosS); // as the camera sees it
        var up = Vector3.Cross(back, right);
        var target = new Vector3(0, Middle(toy), 0);
        var lamp = Vector3.Normalize(light.Direction);
        var (sinA, cosA) = MathF.SinCos(azimuth);

        var corners = CollectionsMarshal.AsSpan(toy.Corners);
        var normals = CollectionsMarshal.AsSpan(toy.Normals);
        for (int k = 0; k < n; k++)
        {
            var p = Turn(corners[k]);
            var normal = Turn(normals[k]);
            _light[k] = toy.Tones[k] * (light.Room * (0.75f + 0.25f * normal.Y) + light.Lamp * MathF.Max(0, Vector3.Dot(normal, lamp)));
            _screen[k] = Project(p);
            _facing[k] = Vector3.Dot(normal, back);
        }
        for (int k = 0; k < n; k += 3)
        {
            if (Hidden(k) && Hidden(k + 1) && Hidden(k + 2)) continue; // saves a fifth of the time
            Triangle(_screen[k], _screen[k + 1], _screen[k + 2], _light[k], _light[k + 1], _light[k + 2]);
        }

        for (int k = 0; k < n; k++)
        {
            var p = Turn(corners[k]);
            _screen[k] = Project(p - lamp * (p.Y / lamp.Y)) / 2; // along the lamp's rays onto the ground, in whole pixels
        }
        for (int k = 0; k < n; k += 3) Shadow(_screen[k], _screen[k + 1], _screen[k + 2]);
        Soften();
        Compose(light, lamp, picture);

        bool Hidden(int corner) => _facing[corner] < -1.3f / Distance; // the camera is near: a little beyond the side is still seen

        Vector3 Turn(Vector3 v) => new(cosA * v.X - sinA * v.Z, v.Y, sinA * v.X + cosA * v.Z);

        Vector3 Project(Vector3 p)
        {
            p -= target;
            float inverse = 1 / (Distance - Vector3.Dot(p, back));
            return new Vector3(Size + Focus * Vector3.Dot(p, right) * inverse, Size - Focus * Vector3.Dot(p, up) * inverse, inverse);
        }
    }

    private static float Middle(ToyMesh toy)
    {
        float highest = 0;
        foreach (var corner in toy.Corners) highest = MathF.Max(highest, corner.Y);
        return highest / 2;
    }

    // Every sample inside the three edges, nearest to the camera first.
    private void Triangle(Vector3 a, Vector3 b, Vector3 c, float lightA, float lightB, float lightC)
    {
        float area = (b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y);
        if (MathF.Abs(area) < 1e-6f) return;
        var (left, right) = Range(a.X, b.X, c.X, Fine);
        var (top, bottom) = Range(a.Y, b.Y, c.Y, Fine);
        float bX = (c.Y - a.Y) / area, bY = (a.X - c.X) / area; // b's weight is bX · x + bY · y from a, and so is c's
        float cX = (a.Y - b.Y) / area, cY = (b.X - a.X) / area;
        for (int row = top; row <= bottom; row++)
        {
            float y = row + 0.5f - a.Y, x = left + 0.5f - a.X;
            float weightB = bX * x + bY * y, weightC = cX * x + cY * y;
            for (int column = left; column <= right; column++, weightB += bX, weightC += cX)
            {
                float weightA = 1 - weightB - weightC;
                if (weightA < 0 || weightB < 0 || weightC < 0) continue;
                float depth = weightA * a.Z + weightB * b.Z + weightC * c.Z;
                int at = row * Fine + column;
                if (depth <= _depth[at]) continue;
                _depth[at] = depth;
                _shade[at] = weightA * lightA + weightB * lightB + weightC * lightC;
            }
        }
    }

    private void Shadow(Vector3 a, Vector3 b, Vector3 c)
    {
        float area = (b.X - a.X) * (c.Y - a.Y) - (c.X - a.X) * (b.Y - a.Y);
        if (MathF.Abs(area) < 1e-6f) return;
        var (left, right) = Range(a.X, b.X, c.X, Size);
        var (top, bottom) = Range(a.Y, b.Y, c.Y, Size);
        for (int row = top; row <= bottom; row++)
        {
            for (int column = left; column <= right; column++)
            {
                float x = column + 0.5f - a.X, y = row + 0.5f - a.Y;
                float weightB = x * (c.Y - a.Y) - y * (c.X - a.X), weightC = y * (b.X - a.X) - x * (b.Y - a.Y); // times the area
                if (weightB * area >= 0 && weightC * area >= 0 && (area - weightB - weightC) * area >= 0) _shadow[row * Size + column] = 1;
            }
        }
    }

    private static (int First, int Last) Range(float a, float b, float c, int size) =>
        ((int)Math.Clamp(MathF.Min(a, MathF.Min(b, c)), 0, size), (int)Math.Clamp(MathF.Max(a, MathF.Max(b, c)), -1, size - 1));

    // Two box blurs along each axis: a lamp of some width.
    private void Soften()
    {
        for (int pass = 0; pass < 2; pass++)
        {
            Average(_shadow, _spare, Size, 1);
            Average(_spare, _shadow, 1, Size);
        }
    }

    private static void Average(float[] from, float[] to, int line, int step)
    {
        for (int k = 0; k < Size; k++)
        {
            float sum = 0;
            for (int i = -Blur; i < Size; i++)
            {
                if (i + Blur < Size) sum += from[k * line + (i + Blur) * step];
                if (i - Blur > 0) sum -= from[k * line + (i - Blur - 1) * step];
                if (i >= 0) to[k * line + i * step] = sum / (2 * Blur + 1);
            }
        }
    }

    private void Compose(ToyLight light, Vector3 lamp, Span<byte> picture)
    {
        float ground = 255 * GroundTone * (light.Room + light.Lamp * lamp.Y);
        for (int row = 0; row < Size; row++)
        {
            for (int column = 0; column < Size; column++)
            {
                float sum = 0;
                for (int s = 0; s < 4; s++)
                {
                    int at = (2 * row + (s >> 1)) * Fine + 2 * column + (s & 1);
                    sum += _depth[at] > 0 ? 200 * _shade[at] : ground * (1 - light.Shadow * _shadow[row * Size + column]);
                }
                picture[row * Size + column] = (byte)Math.Clamp(sum / 4 + 0.5f, 0, 255);
            }
        }
    }
}
