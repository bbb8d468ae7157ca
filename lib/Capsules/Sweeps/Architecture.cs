namespace Capsules.Sweeps;

/// <summary>An architecture of appendices D and F.</summary>
/// <param name="Depth">Routing layers.</param>
/// <param name="Capsules">Capsules in every layer but the last.</param>
/// <param name="Dim">Their dimension.</param>
public sealed record Architecture(int Depth, int Capsules, int Dim);
