using System.Numerics;

namespace Capsules.Data;

/// <summary>Ten toys of each of smallNORB's five categories, of simple solids; chance shapes them, from a seed.</summary>
internal static class ToyModels
{
    private static readonly int[] Sides = [-1, 1];

    /// <summary>The toy of a category (0 … 4) and instance (0 … 9), of radius at most 1 about its middle.</summary>
    internal static ToyMesh Build(int category, int instance, int seed)
    {
        var random = new SeededRandom(seed, category * 10 + instance, stream: 0x546F79);
        var mesh = new ToyMesh();
        switch (category)
        {
            case 0: Animal(mesh, instance, ref random); break;
            case 1: Human(mesh, instance, ref random); break;
            case 2: Airplane(mesh, instance, ref random); break;
            case 3: Truck(mesh, instance, ref random); break;
            default: Car(mesh, ref random); break;
        }
        mesh.Fit(Pick(ref random, 0.78, 1), Pick(ref random, -0.3, 0.3)); // toys differ in size and are put down by hand
        return mesh;
    }

    private static float Pick(ref SeededRandom random, double low, double high) => (float)random.Uniform(low, high);

    private static Vector3 V(float x, float y, float z) => new(x, y, z);

    // Trunk on four legs, neck, head and tail; with horns, ears or a hump.
    private static void Animal(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float length = Pick(ref random, 0.8, 1.15), girth = Pick(ref random, 0.26, 0.42), leg = Pick(ref random, 0.35, 0.75);
        float neck = Pick(ref random, 0.15, 0.75), rise = Pick(ref random, 0.5, 1.3), skull = Pick(ref random, 0.17, 0.26);
        float body = leg + girth * 0.7f, stride = Pick(ref random, -0.12, 0.12), thick = girth * Pick(ref random, 0.26, 0.36);
        mesh.Ellipsoid(V(0, body, 0), V(length * 0.62f, girth, girth * 0.85f));
        foreach (var side in Sides)
            foreach (var end in Sides)
                mesh.Limb(V(end * length * 0.4f, body - girth * 0.2f, side * girth * 0.5f),
                    V(end * length * 0.43f + side * end * stride, 0, side * girth * 0.55f), thick, thick * 0.7f);

        var shoulder = V(length * 0.45f, body + girth * 0.3f, 0);
        var head = shoulder + V(MathF.Cos(rise), MathF.Sin(rise), 0) * (neck + skull * 0.4f);
        mesh.Limb(shoulder - V(0.08f, 0.1f, 0), head, girth * 0.55f, skull * 0.6f);
        mesh.Ellipsoid(head + V(skull * 0.5f, 0, 0), V(skull * 1.35f, skull * 0.8f, skull * 0.72f), -0.25f);
        var rump = V(-length * 0.57f, body + girth * 0.2f, 0);
        mesh.Limb(rump, rump + V(-0.35f, Pick(ref random, -0.4, 0.2), 0), girth * 0.22f, 0.03f);
        foreach (var side in Sides)
        {
            if (instance % 3 == 0) mesh.Limb(head + V(0, skull * 0.5f, side * skull * 0.4f), head + V(0.18f, skull * 1.8f, side * skull * 1.1f), 0.06f, 0.01f);
            if (instance % 3 == 1) mesh.Ellipsoid(head + V(-skull * 0.3f, skull * 0.3f, side * skull), V(0.05f, skull * 0.75f, skull * 0.5f));
        }
        if (instance % 3 == 2) mesh.Ellipsoid(V(-length * 0.05f, body + girth * 0.8f, 0), V(length * 0.25f, girth * 0.55f, girth * 0.4f));
    }

    // Upright or on its knees, arms in some pose; with a staff, a pack or a hat.
    private static void Human(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float height = Pick(ref random, 0.95, 1.1), broad = Pick(ref random, 0.2, 0.28), stance = Pick(ref random, 0.1, 0.24);
        float stride = Pick(ref random, -0.2, 0.2), lean = Pick(ref random, -0.06, 0.12);
        var kneels = instance % 5 == 2;
        var hip = V(lean * 0.4f, height * (kneels ? 0.5f : 0.92f), 0);
        var chest = hip + V(lean * 0.6f, height * 0.5f, 0);
        var head = chest + V(0.04f + lean * 0.3f, 0.33f, 0);
        mesh.Limb(hip - V(0, 0.06f, 0), chest, broad * 0.62f, broad * 0.9f);
        mesh.Ellipsoid(chest, V(0.13f, 0.12f, broad * 1.05f));
        mesh.Limb(chest, head, 0.07f, 0.07f);
        mesh.Ellipsoid(head, V(0.14f, 0.165f, 0.125f), 1.5f);
        foreach (var side in Sides)
        {
            var knee = V(side * stride * 0.5f + 0.05f, kneels ? 0.12f : height * 0.5f, side * stance * 0.9f);
            var foot = V(kneels ? -0.45f : side * stride, 0.08f, side * stance);
            mesh.Limb(hip + V(0, 0, side * 0.09f), knee, 0.115f, 0.085f);
            mesh.Limb(knee, foot, 0.085f, 0.06f);
            mesh.Box(foot + V(0.06f, 0, 0), V(0.24f, 0.08f, 0.11f));

            float raise = Pick(ref random, -1.2, 0.9), reach = Pick(ref random, 0.0, 0.9);
            var shoulder = chest + V(0, 0.02f, side * broad);
            var elbow = shoulder + 0.3f * Vector3.Normalize(V(reach * 0.6f, MathF.Sin(raise) - 0.25f, side * 0.8f * MathF.Cos(raise)));
            var hand = elbow + 0.3f * Vector3.Normalize(V(0.4f + reach, Pick(ref random, -0.5, 1.1), side * 0.2f));
            mesh.Limb(shoulder, elbow, 0.085f, 0.065f);
            mesh.Limb(elbow, hand, 0.065f, 0.05f);
            if (side == 1 && instance % 3 == 0) mesh.Limb(hand - V(0.1f, 0.7f, 0), hand + V(0.1f, 0.75f, 0), 0.028f, 0.028f);
        }
        if (instance % 3 == 1) mesh.Box(chest + V(-0.2f, -0.08f, 0), V(0.2f, 0.42f, 0.3f));
        if (instance % 3 == 2) mesh.Limb(head + V(0, 0.07f, 0), head + V(0, 0.24f, 0), 0.23f, 0.11f);
    }

    // Fuselage, wings straight or delta, tail, fin; engines under the wings of some.
    private static void Airplane(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float length = Pick(ref random, 0.85, 1.15), girth = Pick(ref random, 0.1, 0.16), span = Pick(ref random, 0.7, 1.1), y = girth + 0.22f;
        float chord = Pick(ref random, 0.28, 0.42), sweep = Pick(ref random, 0, 0.25), wing = y + Pick(ref random, -0.5, 0.6) * girth;
        float front = Pick(ref random, 0.15, 0.3), tip = chord * Pick(ref random, 0.45, 0.9), fin = Pick(ref random, 0.25, 0.42);
        if (instance % 5 == 2) (sweep, chord, span, front, tip) = (0.75f, 0.95f, span * 0.75f, 0.45f, 0.17f);
        mesh.Ellipsoid(V(0, y, 0), V(length, girth, girth));
        mesh.Limb(V(-length * 0.45f, y, 0), V(length * 0.55f, y, 0), girth * 0.95f, girth * 0.98f);
        mesh.Ellipsoid(V(length * 0.35f, y + girth * 0.75f, 0), V(0.2f, girth * 0.6f, girth * 0.55f));
        foreach (var side in Sides)
        {
            mesh.Blade(V(front, wing, side * girth * 0.5f), V(front - chord, wing, side * girth * 0.5f),
                V(front - sweep, wing + 0.05f, side * span), V(front - sweep - tip, wing + 0.05f, side * span), V(0, 0.07f, 0));
            mesh.Blade(V(-length * 0.72f, y + 0.05f, 0), V(-length * 0.98f, y + 0.05f, 0),
                V(-length * 0.84f, y + 0.07f, side * span * 0.38f), V(-length, y + 0.07f, side * span * 0.38f), V(0, 0.045f, 0));
            float z = side * span * 0.45f, x = front - sweep * 0.45f;
            if (instance % 2 == 1) mesh.Limb(V(x + 0.14f, wing - 0.1f, z), V(x - 0.2f, wing - 0.1f, z), 0.085f, 0.06f);
            mesh.Limb(V(0.05f, y - girth * 0.5f, side * 0.16f), V(0.05f, 0, side * 0.2f), 0.03f, 0.05f);
        }
        mesh.Blade(V(-length * 0.62f, y + girth * 0.4f, 0), V(-length * 0.97f, y, 0),
            V(-length * 0.86f, y + girth + fin, 0), V(-length * 1.03f, y + girth + fin, 0), V(0, 0, 0.05f));
    }

    // Cab in front of a box, a tank or a tipper; wheels in pairs.
    private static void Truck(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float length = Pick(ref random, 0.62, 1.05), wide = Pick(ref random, 0.28, 0.38), tall = Pick(ref random, 0.32, 0.62), cab = Pick(ref random, 0.3, 0.42);
        float wheel = Pick(ref random, 0.11, 0.15), floor = wheel * 1.35f, cabTall = Pick(ref random, 0.42, 0.58);
        float bed = 2 * length - cab - 0.06f, middle = -length + bed / 2;
        mesh.Box(V(0, floor, 0), V(2 * length, 0.1f, 1.7f * wide));
        mesh.Box(V(length - cab / 2, floor + cabTall / 2, 0), V(cab, cabTall, 2 * wide), Pick(ref random, 0.7, 0.95), 0.93f);
        mesh.Tone = 0.8f;
        mesh.Box(V(length - cab * 0.45f, floor + cabTall * 0.68f, 0), V(cab * 0.95f, cabTall * 0.3f, 1.98f * wide), 0.9f, 0.97f);
        mesh.Tone = 1;
        if (instance % 3 == 0) mesh.Box(V(middle, floor + tall / 2 + 0.04f, 0), V(bed, tall, 2 * wide));
        if (instance % 3 == 1) mesh.Limb(V(middle - bed * 0.47f, floor + wide + 0.05f, 0), V(middle + bed * 0.47f, floor + wide + 0.05f, 0), wide, wide);
        if (instance % 3 == 2)
            mesh.Block(V(middle - bed / 2, floor + 0.08f, -wide), V(middle + bed / 2, floor + 0.16f, -wide),
                V(middle + bed / 2, floor + 0.16f, wide), V(middle - bed / 2, floor + 0.08f, wide),
                V(middle - bed * 0.58f, floor + tall * 0.75f, -wide), V(middle + bed * 0.5f, floor + tall, -wide),
                V(middle + bed * 0.5f, floor + tall, wide), V(middle - bed * 0.58f, floor + tall * 0.75f, wide));
        float[] axles = random.Unit() < 0.5 ? [-0.72f, 0.72f] : [-0.8f, -0.5f, 0.72f];
        foreach (var axle in axles) Wheels(mesh, axle * length, wide, wheel);
    }

    // A low body with sloping bonnet, a cabin narrower at the roof, four wheels.
    private static void Car(ToyMesh mesh, ref SeededRandom random)
    {
        float length = Pick(ref random, 0.85, 1.05), wide = Pick(ref random, 0.36, 0.44), wheel = Pick(ref random, 0.13, 0.18);
        float sill = wheel * 0.75f, waist = sill + Pick(ref random, 0.2, 0.27), roof = waist + Pick(ref random, 0.17, 0.42);
        var nose = sill + (waist - sill) * Pick(ref random, 0.45, 0.95);
        mesh.Block(V(-length, sill, -wide), V(length, sill, -wide), V(length, sill, wide), V(-length, sill, wide),
            V(-length * 0.97f, waist, -wide * 0.94f), V(length * 0.3f, waist, -wide * 0.94f),
            V(length * 0.3f, waist, wide * 0.94f), V(-length * 0.97f, waist, wide * 0.94f));
        mesh.Block(V(length * 0.25f, sill, -wide), V(length, sill, -wide), V(length, sill, wide), V(length * 0.25f, sill, wide),
            V(length * 0.25f, waist, -wide * 0.94f), V(length * 0.97f, nose, -wide * 0.88f),
            V(length * 0.97f, nose, wide * 0.88f), V(length * 0.25f, waist, wide * 0.94f));
        float screen = Pick(ref random, 0.2, 0.42) * length, back = Pick(ref random, -0.93, -0.3) * length;
        float roofFront = screen - Pick(ref random, 0.2, 0.34), roofBack = back + Pick(ref random, 0.06, 0.2);
        mesh.Tone = 0.82f;
        mesh.Block(V(back, waist, -wide * 0.86f), V(screen, waist, -wide * 0.86f), V(screen, waist, wide * 0.86f), V(back, waist, wide * 0.86f),
            V(roofBack, roof, -wide * 0.68f), V(roofFront, roof, -wide * 0.68f), V(roofFront, roof, wide * 0.68f), V(roofBack, roof, wide * 0.68f));
        mesh.Tone = 1;
        Wheels(mesh, -0.62f * length, wide, wheel);
        Wheels(mesh, 0.64f * length, wide, wheel);
    }

    private static void Wheels(ToyMesh mesh, float x, float wide, float radius)
    {
        mesh.Tone = 0.6f;
        foreach (var side in Sides) mesh.Limb(V(x, radius, side * wide * 0.75f), V(x, radius, side * wide * 1.03f), radius, radius);
        mesh.Tone = 1;
    }
}
