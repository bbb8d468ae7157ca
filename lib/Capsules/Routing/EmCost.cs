namespace Capsules.Routing;

/// <summary>What a call of a layer with shared weights is expected to cost, by its shape.</summary>
internal static class EmCost
{
    // Nanoseconds for forward and backward on two CPU cores, rounded from measured times (`./workbook bench em`):
    // a tensor operation, an element of a vote in an iteration, a multiplication that builds votes, one of the vote-free products,
    // the same in a fused pass, and an element of the features.
    private const double Operation = 2500, Vote = 20, Build = 0.1, Product = 0.2, FusedProduct = 0.05, Feature = 10, FusedFeature = 1;
    private const double DirectOperations = 40, VoteFreeOperations = 75;

    /// <summary>The form expected to take least time; <paramref name="fused"/> says whether a fused pass is possible.</summary>
    internal static EmForm Cheapest(EmShape shape, long batch, long n, long m, int iterations, bool fused)
    {
        double voteFree = VoteFree(shape, batch, n, m, iterations, fused);
        return voteFree >= Direct(shape, batch, n, m, iterations) ? EmForm.Direct : fused ? EmForm.Fused : EmForm.VoteFree;
    }

    internal static double Direct(EmShape s, double batch, double n, double m, int iterations)
    {
        double votes = batch * n * m * s.DCov * s.DOut;
        return iterations * (DirectOperations * Operation + Vote * votes) + Build * votes * s.DInp;
    }

    internal static double VoteFree(EmShape s, double batch, double n, double m, int iterations, bool fused)
    {
        double features = 1 + s.DCov * s.DInp + s.DCov * s.DInp * (s.DInp + 1) / 2.0;
        double perOutput = batch * m * s.DCov * s.DOut * s.DInp * (s.DInp + 1);
        double pass = (fused ? FusedProduct : Product) * batch * n * m * features + Product * perOutput;
        return iterations * (VoteFreeOperations * Operation + pass) + (fused ? FusedFeature : Feature) * batch * n * features;
    }
}
