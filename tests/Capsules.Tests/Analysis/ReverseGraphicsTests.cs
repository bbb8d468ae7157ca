using Capsules.Analysis;
using Capsules.Data;
using static TorchSharp.torch;

namespace Capsules.Tests;

public sealed class ReverseGraphicsTests
{
    [Fact]
    public void APoseThatTurnsKeepsItsNormAndReturns()
    {
        // Vector 0 turns once around in 18 steps, vector 1 doubles with every step.
        PoseSample At(int azimuth, int instance, int lighting = 0)
        {
            var angle = Math.PI * azimuth / 9;
            return new PoseSample(new NorbLabel(2, instance, 0, azimuth, lighting),
                new float[,] { { 3 * (float)Math.Cos(angle), 3 * (float)Math.Sin(angle) }, { (float)Math.Pow(2, azimuth), 0 } });
        }
        PoseSample[] samples = [.. Enumerable.Range(0, 18).Reverse().SelectMany(t => new[] { At(t, 0), At(t, 5), At(t, 0, lighting: 3) })];

        var changes = ReverseGraphics.Changes(samples, ViewpointAxis.Azimuth);

        Assert.Equal(4, changes.Count); // two toys, two vectors
        PoseChange turning = changes.Single(c => c is { Instance: 5, Vector: 0 }), growing = changes.Single(c => c is { Instance: 0, Vector: 1 });
        for (var t = 0; t < 18; t++)
        {
            Assert.Equal(1, turning.Norm[t], 1e-6);
            Assert.Equal(Math.Cos(Math.PI * t / 9), turning.Cosine[t], 1e-6);
            Assert.Equal(2 * Math.Abs(Math.Sin(Math.PI * t / 18)), turning.Distance[t], 1e-6);
            Assert.Equal(Math.Pow(2, t), growing.Norm[t], 1e-6);
            Assert.Equal(Math.Pow(2, t) - 1, growing.Distance[t], 1e-6);
        }
        Assert.Equal(turning.Cosine, ReverseGraphics.Mean(changes, 0, c => c.Cosine), new Near(1e-12));
        Assert.Contains("lighting 4", Assert.Throws<ArgumentException>(() => ReverseGraphics.Changes(samples, ViewpointAxis.Azimuth, lighting: 4)).Message);
        Assert.Contains("17 viewpoints", Assert.Throws<ArgumentException>(() => ReverseGraphics.Changes(samples[..^3].Concat([At(0, 0)]), ViewpointAxis.Azimuth)).Message);
    }

    [Fact]
    public void ToysOfAClassAreComparedInTheSameViewAlone()
    {
        PoseSample Of(int category, int instance, int azimuth, float x) => new(new NorbLabel(category, instance, 0, azimuth, 0), new float[,] { { x, 0 } });
        var distances = ReverseGraphics.BetweenToys([Of(1, 0, 0, 1), Of(1, 1, 0, 4), Of(1, 0, 2, 9), Of(3, 0, 0, 7)]);
        Assert.Equal([0.75, 3.0], distances.Single().Order());
        Assert.Throws<ArgumentException>(() => ReverseGraphics.BetweenToys([Of(1, 0, 0, 1), Of(2, 0, 0, 1)]));
    }

    [Fact]
    public void PointsOfAPlaneAreFoundUpToAMotion()
    {
        double[][] points = [[0, 0], [3, 0], [3, 4], [-1, 2], [0.5, -2]];
        var layout = Mds.Plane(points);
        for (var i = 0; i < 5; i++)
            for (var j = 0; j < 5; j++)
                Assert.Equal(
                    Math.Sqrt(Math.Pow(points[i][0] - points[j][0], 2) + Math.Pow(points[i][1] - points[j][1], 2)),
                    Math.Sqrt(Math.Pow(layout.Points[i, 0] - layout.Points[j, 0], 2) + Math.Pow(layout.Points[i, 1] - layout.Points[j, 1], 2)), 1e-6);
        Assert.Equal(0, layout.Stress, 1e-6);
    }

    [Fact]
    public void SmacofLowersTheStressOfWhatDoesNotFitThePlane()
    {
        using var scope = NewDisposeScope();
        // The corners of a cube, which no plane holds.
        double[][] cube = [.. Enumerable.Range(0, 8).Select(i => new[] { i & 1, (i >> 1) & 1, 1.3 * (i >> 2) })];
        var distances = Mds.Distances(tensor(cube.SelectMany(corner => corner).ToArray()).view(8, 3));
        Assert.InRange(Mds.Plane(cube).Stress, 0.01, Mds.Stress(distances, Mds.Classical(distances)) - 0.01);
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double x) => 0;
    }
}
