using System.Numerics;

namespace Capsules.Data;

/// <summary>A toy built of simple solids: triangles with a normal at every corner. x is forward, y up, z to the toy's right.</summary>
internal sealed class ToyMesh
{
    /// <summary>Three corners a triangle.</summary>
    internal List<Vector3> Corners { get; } = [];

    /// <summary>A unit normal for every corner, outwards.</summary>
    internal List<Vector3> Normals { get; } = [];

    /// <summary>How light the paint is at every corner, 1 being the toy's own.</summary>
    internal List<float> Tones { get; } = [];

    /// <summary>The paint of the solids added from now on.</summary>
    internal float Tone { get; set; } = 1;

    /// <summary>An ellipsoid, its long axis turned upwards by <paramref name="pitch"/> radians.</summary>
    internal void Ellipsoid(Vector3 center, Vector3 radii, float pitch = 0)
    {
        const int rings = 8, slices = 12;
        var turn = Matrix4x4.CreateRotationZ(pitch);
        for (var r = 0; r < rings; r++)
            for (var s = 0; s < slices; s++)
            {
                Triangle(Point(r, s), Point(r, s + 1), Point(r + 1, s + 1)); // one of the two is empty at a pole
                Triangle(Point(r, s), Point(r + 1, s + 1), Point(r + 1, s));
            }

        Vector3 Point(int ring, int slice)
        {
            var (sinRing, cosRing) = MathF.SinCos(MathF.PI * ring / rings);
            var (sinSlice, cosSlice) = MathF.SinCos(2 * MathF.PI * slice / slices);
            return new Vector3(cosRing, sinRing * cosSlice, sinRing * sinSlice); // on the unit ball, poles along x
        }

        void Triangle(Vector3 a, Vector3 b, Vector3 c) => Add(Place(a), Place(b), Place(c), Normal(a), Normal(b), Normal(c));
        Vector3 Place(Vector3 p) => center + Vector3.Transform(p * radii, turn);
        Vector3 Normal(Vector3 p) => Vector3.Normalize(Vector3.TransformNormal(p / radii, turn));
    }

    /// <summary>A round bar that may taper, closed at both ends.</summary>
    internal void Limb(Vector3 from, Vector3 to, float radiusFrom, float radiusTo)
    {
        const int slices = 10;
        var along = Vector3.Normalize(to - from);
        var side = Vector3.Normalize(Vector3.Cross(along, MathF.Abs(along.Y) < 0.9f ? Vector3.UnitY : Vector3.UnitX));
        var other = Vector3.Cross(along, side);
        for (var s = 0; s < slices; s++)
        {
            var (a, b) = (Around(s), Around(s + 1));
            var (fromA, fromB, toA, toB) = (from + a * radiusFrom, from + b * radiusFrom, to + a * radiusTo, to + b * radiusTo);
            Add(fromA, fromB, toB, a, b, b);
            Add(fromA, toB, toA, a, b, a);
            Add(from, fromA, fromB, -along, -along, -along);
            Add(to, toA, toB, along, along, along);
        }

        Vector3 Around(int slice)
        {
            var (sin, cos) = MathF.SinCos(2 * MathF.PI * slice / slices);
            return side * cos + other * sin;
        }
    }

    /// <summary>A box of eight corners, flat on each side: the four of one end in a loop, then the four of the other.</summary>
    internal void Block(params ReadOnlySpan<Vector3> corners)
    {
        var center = Vector3.Zero;
        foreach (var corner in corners) center += corner / 8;
        Quad(corners[0], corners[1], corners[2], corners[3], center);
        Quad(corners[4], corners[5], corners[6], corners[7], center);
        for (var k = 0; k < 4; k++)
        {
            var next = (k + 1) % 4;
            Quad(corners[k], corners[next], corners[4 + next], corners[4 + k], center);
        }
    }

    /// <summary>A box about a center, its top shrunk by <paramref name="taperX"/> and <paramref name="taperZ"/>.</summary>
    internal void Box(Vector3 center, Vector3 size, float taperX = 1, float taperZ = 1)
    {
        var h = size / 2;
        Block(
            center + new Vector3(-h.X, -h.Y, -h.Z), center + new Vector3(h.X, -h.Y, -h.Z),
            center + new Vector3(h.X, -h.Y, h.Z), center + new Vector3(-h.X, -h.Y, h.Z),
            center + new Vector3(-h.X * taperX, h.Y, -h.Z * taperZ), center + new Vector3(h.X * taperX, h.Y, -h.Z * taperZ),
            center + new Vector3(h.X * taperX, h.Y, h.Z * taperZ), center + new Vector3(-h.X * taperX, h.Y, h.Z * taperZ));
    }

    /// <summary>A thin blade from a root edge to a tip edge, such as a wing or a fin.</summary>
    internal void Blade(Vector3 rootFront, Vector3 rootBack, Vector3 tipFront, Vector3 tipBack, Vector3 thickness)
    {
        var (t, thin) = (thickness / 2, thickness / 4);
        Block(rootFront - t, rootBack - t, tipBack - thin, tipFront - thin, rootFront + t, rootBack + t, tipBack + thin, tipFront + thin);
    }

    /// <summary>Puts the toy onto the origin's ground, turned by some radians and scaled to reach <paramref name="radius"/> from its
    /// middle.</summary>
    internal void Fit(float radius, float turn)
    {
        var rotation = Matrix4x4.CreateRotationY(turn);
        for (var k = 0; k < Corners.Count; k++)
            (Corners[k], Normals[k]) = (Vector3.Transform(Corners[k], rotation), Vector3.TransformNormal(Normals[k], rotation));
        Vector3 low = new(float.MaxValue), high = new(float.MinValue);
        foreach (var corner in Corners) (low, high) = (Vector3.Min(low, corner), Vector3.Max(high, corner));
        var middle = (low + high) / 2;
        float reach = 0;
        foreach (var corner in Corners) reach = MathF.Max(reach, Vector3.Distance(corner, middle));
        var foot = new Vector3(middle.X, low.Y, middle.Z);
        for (var k = 0; k < Corners.Count; k++) Corners[k] = (Corners[k] - foot) * (radius / reach);
    }

    private void Quad(Vector3 a, Vector3 b, Vector3 c, Vector3 d, Vector3 inside)
    {
        var normal = Vector3.Cross(c - a, d - b);
        if (normal.LengthSquared() < 1e-12f) return;
        normal = Vector3.Normalize(normal);
        if (Vector3.Dot(normal, (a + b + c + d) / 4 - inside) < 0) normal = -normal;
        Add(a, b, c, normal, normal, normal);
        Add(a, c, d, normal, normal, normal);
    }

    private void Add(Vector3 a, Vector3 b, Vector3 c, Vector3 normalA, Vector3 normalB, Vector3 normalC)
    {
        Corners.AddRange([a, b, c]);
        Normals.AddRange([normalA, normalB, normalC]);
        Tones.AddRange([Tone, Tone, Tone]);
    }
}
