namespace Capsules.Sweeps;

/// <summary>All that is needed to say where a measured figure comes from.</summary>
/// <param name="Command">The command line, with places of this machine replaced by names.</param>
/// <param name="Commit">The repository's commit, and whether the library was changed since.</param>
/// <param name="Date">Day, in UTC.</param>
/// <param name="Versions">Of what computes.</param>
/// <param name="Machine">On which it does.</param>
public sealed record Provenance(string Command, string Commit, string Date, ProgramVersions Versions, Machine Machine);

/// <summary>Versions of what computes.</summary>
/// <param name="Library">Capsules.</param>
/// <param name="Dotnet">.NET.</param>
/// <param name="TorchSharp">The API's.</param>
/// <param name="Provider">Which TorchSharp: the package, or the repository's own subset over the system's libtorch.</param>
/// <param name="Libtorch">File name of the library in use, which carries its version on Debian.</param>
/// <param name="System">The operating system.</param>
public sealed record ProgramVersions(string Library, string Dotnet, string TorchSharp, string Provider, string Libtorch, string System);

/// <summary>The machine that computes.</summary>
/// <param name="Processor">Name of its processor.</param>
/// <param name="Cores">Its cores.</param>
/// <param name="Threads">Threads that computed.</param>
/// <param name="Cuda">Whether it has a GPU that libtorch can use.</param>
public sealed record Machine(string Processor, int Cores, int Threads, bool Cuda);
