using System.Runtime.CompilerServices;
using Capsules.Data;

namespace Capsules.Tests;

/// <summary>Tests download nothing unless they say so.</summary>
internal static class Offline
{
    [ModuleInitializer]
    internal static void Set() => Environment.SetEnvironmentVariable(DataInstaller.OfflineVariable, "1");
}
