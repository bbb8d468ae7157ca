using System.Numerics;

namespace Capsules.Data;

/// <summary>Ten toys of each of smallNORB's five categories, of simple solids; chance shapes them, from a seed.</summary>
internal static class ToyModels
{
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
            default: Car(mesh, instance, ref random); break;
        }
        mesh.Fit(Pick(ref random, 0.78, 1), Pick(ref random, -0.3, 0.3)); // toys differ in size and are put down by hand
        return mesh;
    }

    private static float Pick(ref SeededRandom random, double low, double high) => (float)random.Uniform(low, high);

    private static Vector3 V(float x, float y, float z) => new(x, y, z);

    // Trunk on four legs, neck, head and tail; some with horns, a hump, a sail, a trunk or long ears, some upright.
    private static void Animal(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        if (instance % 5 == 3)
        {
            Upright(mesh, ref random);
            return;
        }
        float length = Pick(ref random, 0.8, 1.15), girth = Pick(ref random, 0.26, 0.42), leg = Pick(ref random, 0.35, 0.75);
        float neck = Pick(ref random, 0.15, 0.75), rise = Pick(ref random, 0.5, 1.3), skull = Pick(ref random, 0.17, 0.26);
        float body = leg + girth * 0.7f, stride = Pick(ref random, -0.12, 0.12);
        mesh.Ellipsoid(V(0, body, 0), V(length * 0.62f, girth, girth * 0.85f));

        float thick = girth * Pick(ref random, 0.26, 0.36);
        foreach (int side in (int[])[-1, 1])
        {
            foreach (int end in (int[])[-1, 1])
                mesh.Limb(V(end * length * 0.4f, body - girth * 0.2f, side * girth * 0.5f),
                    V(end * length * 0.43f + side * end * stride, 0, side * girth * 0.55f), thick, thick * 0.7f);
        }

        var shoulder = V(length * 0.45f, body + girth * 0.3f, 0);
        var (sin, cos) = MathF.SinCos(rise);
        var head = shoulder + V(cos, sin, 0) * (neck + skull * 0.4f);
        mesh.Limb(shoulder - V(0.08f, 0.1f, 0), head, girth * 0.55f, skull * 0.6f);
        mesh.Ellipsoid(head + V(skull * 0.5f, 0, 0), V(skull * 1.35f, skull * 0.8f, skull * 0.72f), -0.25f);
        float droop = Pick(ref random, -0.6, 0.3);
        var rump = V(-length * 0.57f, body + girth * 0.2f, 0);
        mesh.Limb(rump, rump + V(-0.3f, droop * 0.5f, 0) * Pick(ref random, 0.7, 1.8), girth * 0.22f, 0.03f);

        int feature = instance % 5;
        foreach (int side in (int[])[-1, 1])
        {
            if (feature == 0)
                mesh.Limb(head + V(0, skull * 0.5f, side * skull * 0.4f), head + V(0.18f, skull * 1.8f, side * skull * 1.1f), 0.06f, 0.01f);
            if (feature is 1 or 3) mesh.Ellipsoid(head + V(-skull * 0.3f, skull * 0.3f, side * skull), V(0.05f, skull * 0.75f, skull * 0.5f));
        }
        if (feature == 1) mesh.Limb(head + V(skull * 1.5f, 0, 0), head + V(skull * 2.1f, -body * 0.75f, 0), skull * 0.4f, skull * 0.2f);
        if (feature == 2) mesh.Ellipsoid(V(-length * 0.05f, body + girth * 0.8f, 0), V(length * 0.25f, girth * 0.55f, girth * 0.4f));
        if (feature == 4)
        {
            for (int k = -2; k <= 2; k++)
            {
                float height = girth * (1.5f - 0.18f * k * k), x = k * length * 0.19f;
                mesh.Blade(V(x + 0.11f, body + girth * 0.7f, 0), V(x - 0.11f, body + girth * 0.7f, 0),
                    V(x + 0.03f, body + height, 0), V(x - 0.05f, body + height, 0), V(0, 0, 0.07f));
            }
        }
    }

    // On its hind legs like a bear or a penguin, so that not every animal is told by its four.
    private static void Upright(ToyMesh mesh, ref SeededRandom random)
    {
        float girth = Pick(ref random, 0.27, 0.36), tall = Pick(ref random, 0.5, 0.62), leg = Pick(ref random, 0.2, 0.35);
        float lean = Pick(ref random, 0.05, 0.2), skull = Pick(ref random, 0.19, 0.25);
        mesh.Ellipsoid(V(0, leg + tall * 0.9f, 0), V(tall, girth, girth), MathF.PI / 2 - lean);
        var head = V(lean * tall + 0.06f, leg + tall * 1.8f + skull * 0.5f, 0);
        mesh.Ellipsoid(head, V(skull * 1.1f, skull, skull * 0.9f));
        mesh.Ellipsoid(head + V(skull, -skull * 0.2f, 0), V(skull * 0.7f, skull * 0.45f, skull * 0.45f));
        foreach (int side in (int[])[-1, 1])
        {
            mesh.Limb(V(0, leg + girth * 0.4f, side * girth * 0.55f), V(0.04f, 0, side * girth * 0.6f), girth * 0.42f, girth * 0.32f);
            mesh.Ellipsoid(V(0.14f, 0.06f, side * girth * 0.6f), V(0.2f, 0.07f, 0.11f));
            var shoulder = V(lean * tall * 0.7f, leg + tall * 1.35f, side * girth * 0.75f);
            mesh.Limb(shoulder, shoulder + V(Pick(ref random, 0.1, 0.35), -0.35f, side * 0.12f), girth * 0.3f, girth * 0.2f);
            mesh.Ellipsoid(head + V(-0.02f, skull * 0.85f, side * skull * 0.6f), V(0.05f, 0.08f, 0.07f));
        }
        mesh.Limb(V(-girth * 0.8f, leg + girth * 0.4f, 0), V(-girth * 1.5f, 0.06f, 0), girth * 0.25f, 0.05f);
    }

    // On its feet, on its knees or on all fours, arms in some pose; some with a plate, a hat, a staff, a skirt or a pack.
    private static void Human(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float height = Pick(ref random, 0.95, 1.1), broad = Pick(ref random, 0.2, 0.28), stance = Pick(ref random, 0.1, 0.24);
        float stride = Pick(ref random, -0.2, 0.2), lean = Pick(ref random, -0.06, 0.12);
        bool kneels = instance % 5 == 2, crawls = instance is 5 or 9;
        if (instance % 2 == 0) mesh.Limb(V(0, 0, 0), V(0, 0.05f, 0), 0.36f, 0.34f);
        var hip = V(lean * 0.4f, height * (kneels || crawls ? 0.5f : 0.92f), 0);
        var chest = crawls ? hip + V(0.62f, 0.1f, 0) : hip + V(lean * 0.6f, height * 0.5f, 0);
        foreach (int side in (int[])[-1, 1])
        {
            var knee = V(side * stride * 0.6f + 0.05f, height * 0.5f, side * stance * 0.8f);
            var foot = V(side * stride, 0.08f, side * stance);
            if (kneels || crawls) (knee, foot) = (V(side * stride * 0.4f + 0.05f, 0.12f, side * stance), V(-0.45f, 0.08f, side * stance));
            mesh.Limb(hip + V(0, 0, side * 0.09f), knee, 0.115f, 0.085f);
            mesh.Limb(knee, foot, 0.085f, 0.06f);
            mesh.Box(foot + V(0.06f, 0, 0), V(0.24f, 0.08f, 0.11f));
        }
        mesh.Limb(hip - V(0, 0.06f, 0), chest, broad * 0.62f, broad * 0.9f);
        mesh.Ellipsoid(chest, V(0.13f, 0.12f, broad * 1.05f));
        var head = chest + V(0.04f + lean * 0.3f, 0.33f, 0);
        mesh.Limb(chest, head, 0.07f, 0.07f);
        mesh.Ellipsoid(head, V(0.14f, 0.165f, 0.125f), 1.5f);

        for (int side = -1; side <= 1; side += 2)
        {
            float raise = Pick(ref random, -1.2, 0.9), reach = Pick(ref random, 0.0, 0.9);
            var shoulder = chest + V(0, 0.02f, side * broad);
            var elbow = shoulder + 0.3f * Vector3.Normalize(V(reach * 0.6f, MathF.Sin(raise) - 0.25f, side * 0.8f * MathF.Cos(raise)));
            var hand = elbow + 0.3f * Vector3.Normalize(V(0.4f + reach, Pick(ref random, -0.5, 1.1), side * 0.2f));
            if (crawls) (elbow, hand) = (shoulder + V(0.06f, -0.25f, side * 0.03f), shoulder with { Y = 0.06f });
            mesh.Limb(shoulder, elbow, 0.085f, 0.065f);
            mesh.Limb(elbow, hand, 0.065f, 0.05f);
            mesh.Ellipsoid(hand, V(0.07f, 0.07f, 0.06f));
            if (side == 1 && instance % 3 == 0 && !crawls) mesh.Limb(hand - V(0.1f, 0.7f, 0), hand + V(0.1f, 0.75f, 0), 0.028f, 0.028f);
            if (side == 1 && instance % 3 == 1) mesh.Limb(hand - V(0.15f, 0, 0), hand + V(0.6f, 0.12f, 0), 0.045f, 0.03f);
        }
        if (instance % 2 == 0)
        {
            mesh.Limb(head + V(0, 0.07f, 0), head + V(0, 0.1f, 0), 0.23f, 0.22f);
            mesh.Limb(head + V(0, 0.1f, 0), head + V(0, 0.24f, 0), 0.14f, 0.11f);
        }
        if (instance % 4 == 1 && !crawls) mesh.Limb(hip + V(0, 0.12f, 0), hip - V(0, height * 0.42f, 0), broad * 0.6f, broad * 1.25f);
        if (instance % 4 == 3) mesh.Box(chest + V(-0.2f, -0.08f, 0), V(0.2f, 0.42f, 0.3f));
    }

    // Fuselage, wings straight, swept or delta, tail; propeller, engines under the wings, or none.
    private static void Airplane(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float length = Pick(ref random, 0.85, 1.15), girth = Pick(ref random, 0.1, 0.16), span = Pick(ref random, 0.7, 1.1);
        float chord = Pick(ref random, 0.28, 0.42), sweep = Pick(ref random, 0, 0.25), mount = Pick(ref random, -0.5, 0.6) * girth;
        float y = girth + 0.22f;
        bool delta = instance % 5 == 2;
        if (delta) (sweep, chord, span) = (0.75f, 0.95f, span * 0.75f);
        mesh.Ellipsoid(V(0, y, 0), V(length, girth, girth));
        mesh.Limb(V(-length * 0.45f, y, 0), V(length * 0.55f, y, 0), girth * 0.95f, girth * 0.98f);
        mesh.Ellipsoid(V(length * 0.35f, y + girth * 0.75f, 0), V(0.2f, girth * 0.6f, girth * 0.55f));

        float front = delta ? 0.45f : Pick(ref random, 0.15, 0.3), tip = chord * (delta ? 0.18f : Pick(ref random, 0.45, 0.9));
        foreach (int side in (int[])[-1, 1])
        {
            mesh.Blade(V(front, y + mount, side * girth * 0.5f), V(front - chord, y + mount, side * girth * 0.5f),
                V(front - sweep, y + mount + 0.05f, side * span), V(front - sweep - tip, y + mount + 0.05f, side * span), V(0, 0.07f, 0));
            mesh.Blade(V(-length * 0.72f, y + 0.05f, 0), V(-length * 0.98f, y + 0.05f, 0),
                V(-length * 0.84f, y + 0.07f, side * span * 0.38f), V(-length * 1.0f, y + 0.07f, side * span * 0.38f), V(0, 0.045f, 0));
            if (instance % 5 is 1 or 4)
            {
                float z = side * span * 0.45f, x = front - sweep * 0.45f;
                mesh.Limb(V(x + 0.14f, y + mount - 0.1f, z), V(x - 0.2f, y + mount - 0.1f, z), 0.085f, 0.06f);
            }
            mesh.Limb(V(0.05f, y - girth * 0.5f, side * 0.16f), V(0.05f, 0.06f, side * 0.2f), 0.025f, 0.025f);
            mesh.Limb(V(0.05f, 0.07f, side * 0.17f), V(0.05f, 0.07f, side * 0.23f), 0.07f, 0.07f);
        }
        float fin = Pick(ref random, 0.25, 0.42);
        mesh.Blade(V(-length * 0.62f, y + girth * 0.4f, 0), V(-length * 0.97f, y, 0),
            V(-length * 0.86f, y + girth + fin, 0), V(-length * 1.03f, y + girth + fin, 0), V(0, 0, 0.05f));
        mesh.Limb(V(length * 0.75f, y - girth * 0.2f, 0), V(length * 0.78f, 0, 0), 0.025f, 0.03f);
        if (instance % 5 is 0 or 3)
        {
            mesh.Limb(V(length * 0.97f, y, 0), V(length * 1.06f, y, 0), 0.06f, 0.03f);
            mesh.Blade(V(length * 1.02f, y + 0.26f, 0.035f), V(length * 1.02f, y + 0.26f, -0.035f),
                V(length * 1.02f, y - 0.26f, 0.035f), V(length * 1.02f, y - 0.26f, -0.035f), V(0.03f, 0, 0));
        }
    }

    // Cab in front of a box, a tank, a bed, a tipper or, as a bus, nothing; wheels in pairs.
    private static void Truck(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float length = Pick(ref random, 0.62, 1.05), wide = Pick(ref random, 0.28, 0.38), tall = Pick(ref random, 0.32, 0.62);
        float cab = Pick(ref random, 0.3, 0.42);
        float wheel = Pick(ref random, 0.11, 0.15), floor = wheel * 1.35f, cabTall = Pick(ref random, 0.42, 0.58);
        mesh.Box(V(0, floor, 0), V(2 * length, 0.1f, 1.7f * wide));
        int kind = instance % 5;
        float bedLength = 2 * length - cab - 0.06f, bedX = -length + bedLength / 2;
        if (kind == 1)
        {
            mesh.Box(V(0, floor + tall * 0.6f, 0), V(2 * length, tall * 1.15f, 2 * wide), 0.97f, 0.93f);
            mesh.Tone = 0.8f;
            mesh.Box(V(0, floor + tall * 0.82f, 0), V(1.94f * length, tall * 0.3f, 2.02f * wide));
            mesh.Tone = 1;
        }
        else
        {
            mesh.Box(V(length - cab / 2, floor + cabTall / 2, 0), V(cab, cabTall, 2 * wide), Pick(ref random, 0.7, 0.95), 0.93f);
            mesh.Tone = 0.8f;
            mesh.Box(V(length - cab * 0.45f, floor + cabTall * 0.68f, 0), V(cab * 0.95f, cabTall * 0.3f, 1.98f * wide), 0.9f, 0.97f);
            mesh.Tone = 1;
        }
        if (kind == 0) mesh.Box(V(bedX, floor + tall / 2 + 0.04f, 0), V(bedLength, tall, 2 * wide));
        if (kind == 2)
        {
            mesh.Limb(V(bedX - bedLength * 0.47f, floor + wide + 0.05f, 0), V(bedX + bedLength * 0.47f, floor + wide + 0.05f, 0), wide, wide);
            mesh.Limb(V(bedX, floor + 2 * wide, 0), V(bedX, floor + 2 * wide + 0.1f, 0), 0.1f, 0.1f);
        }
        if (kind == 3)
        {
            foreach (int side in (int[])[-1, 1]) mesh.Box(V(bedX, floor + 0.14f, side * wide * 0.95f), V(bedLength, 0.2f, 0.04f));
            mesh.Box(V(-length + 0.02f, floor + 0.14f, 0), V(0.04f, 0.2f, 1.9f * wide));
        }
        if (kind == 4)
            mesh.Block(V(bedX - bedLength / 2, floor + 0.08f, -wide), V(bedX + bedLength / 2, floor + 0.16f, -wide),
                V(bedX + bedLength / 2, floor + 0.16f, wide), V(bedX - bedLength / 2, floor + 0.08f, wide),
                V(bedX - bedLength * 0.58f, floor + tall * 0.75f, -wide), V(bedX + bedLength * 0.5f, floor + tall, -wide),
                V(bedX + bedLength * 0.5f, floor + tall, wide), V(bedX - bedLength * 0.58f, floor + tall * 0.75f, wide));
        float[] axles = random.Unit() < 0.5 ? [-0.72f, 0.72f] : [-0.8f, -0.5f, 0.72f];
        foreach (float axle in axles) Wheels(mesh, axle * length, wide, wheel);
    }

    // A low body with sloping bonnet, a cabin narrower at the roof, four wheels; some with a spoiler, no roof, a bed or a van's tail.
    private static void Car(ToyMesh mesh, int instance, ref SeededRandom random)
    {
        float length = Pick(ref random, 0.85, 1.05), wide = Pick(ref random, 0.36, 0.44), wheel = Pick(ref random, 0.13, 0.18);
        float sill = wheel * 0.75f, waist = sill + Pick(ref random, 0.2, 0.27), roof = waist + Pick(ref random, 0.17, 0.3);
        bool van = instance % 3 == 1, pickup = instance % 5 == 2;
        if (van) roof += 0.12f;
        float bonnet = Pick(ref random, 0.45, 0.95), nose = sill + (waist - sill) * bonnet;
        mesh.Block(V(-length, sill, -wide), V(length, sill, -wide), V(length, sill, wide), V(-length, sill, wide),
            V(-length * 0.97f, waist, -wide * 0.94f), V(length * 0.3f, waist, -wide * 0.94f),
            V(length * 0.3f, waist, wide * 0.94f), V(-length * 0.97f, waist, wide * 0.94f));
        mesh.Block(V(length * 0.25f, sill, -wide), V(length, sill, -wide), V(length, sill, wide), V(length * 0.25f, sill, wide),
            V(length * 0.25f, waist, -wide * 0.94f), V(length * 0.97f, nose, -wide * 0.88f),
            V(length * 0.97f, nose, wide * 0.88f), V(length * 0.25f, waist, wide * 0.94f));

        float screen = Pick(ref random, 0.2, 0.42) * length, back = (van ? -0.93f : pickup ? -0.15f : Pick(ref random, -0.7, -0.5)) * length;
        float roofFront = screen - Pick(ref random, 0.2, 0.34), roofBack = back + (van || pickup ? 0.06f : Pick(ref random, 0.12, 0.3));
        if (instance % 5 != 4)
        {
            mesh.Tone = 0.82f;
            mesh.Block(V(back, waist, -wide * 0.86f), V(screen, waist, -wide * 0.86f), V(screen, waist, wide * 0.86f), V(back, waist, wide * 0.86f),
                V(roofBack, roof, -wide * 0.68f), V(roofFront, roof, -wide * 0.68f), V(roofFront, roof, wide * 0.68f), V(roofBack, roof, wide * 0.68f));
            mesh.Tone = 1;
            mesh.Box(V((roofBack + roofFront) / 2, roof + 0.01f, 0), V(roofFront - roofBack, 0.03f, 1.4f * wide));
        }
        else
        {
            mesh.Blade(V(screen, waist, -wide * 0.8f), V(screen, waist, wide * 0.8f),
                V(screen - 0.14f, roof - 0.04f, -wide * 0.7f), V(screen - 0.14f, roof - 0.04f, wide * 0.7f), V(0.04f, 0, 0));
            foreach (int side in (int[])[-1, 1]) mesh.Ellipsoid(V(screen - 0.42f, waist + 0.06f, side * wide * 0.45f), V(0.1f, 0.14f, 0.11f));
        }
        if (instance % 5 is 0 or 3)
        {
            mesh.Box(V(-length * 0.92f, waist + 0.13f, 0), V(0.16f, 0.03f, 1.85f * wide));
            foreach (int side in (int[])[-1, 1]) mesh.Box(V(-length * 0.92f, waist + 0.06f, side * wide * 0.6f), V(0.08f, 0.13f, 0.04f));
        }
        Wheels(mesh, -0.62f * length, wide, wheel);
        Wheels(mesh, 0.64f * length, wide, wheel);
    }

    private static void Wheels(ToyMesh mesh, float x, float wide, float radius)
    {
        mesh.Tone = 0.6f;
        foreach (int side in (int[])[-1, 1]) mesh.Limb(V(x, radius, side * wide * 0.75f), V(x, radius, side * wide * 1.03f), radius, radius);
        mesh.Tone = 1;
    }
}
