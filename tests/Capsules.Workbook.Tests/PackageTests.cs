using System.Diagnostics;
using System.IO.Compression;
using Capsules.Data;

namespace Capsules.Workbook.Tests;

/// <summary>The NuGet package of the library, used by a program that knows nothing of this repository (tests/PackageSample).</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("capsules-package-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AProgramElsewhereRoutesByItWithAMendedTorchSharp()
    {
        var feed = Path.Combine(folder, "feed");
        Run(DataRoot.Repository, "dotnet", "pack", "lib/Capsules", "--no-build", "--no-restore", "--output", feed, "--verbosity", "quiet");
        using (var package = ZipFile.OpenRead(Directory.GetFiles(feed, "*.nupkg").Single()))
        {
            var entries = package.Entries.Select(e => e.FullName).ToList();
            Assert.Superset(
                new HashSet<string>(["README.md", "lib/net10.0/Capsules.dll", "lib/net10.0/Capsules.xml", "buildTransitive/Capsules.Notebooks.Routing.targets"]),
                entries.ToHashSet());
            using var nuspec = new StreamReader(package.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open());
            var text = nuspec.ReadToEnd();
            Assert.Contains("<license type=\"expression\">MIT</license>", text, StringComparison.Ordinal);
            Assert.DoesNotContain("libtorch-cpu", text, StringComparison.Ordinal);
        }

        // The package itself goes into a folder of the test's, or its first build would be found in the user's ever after.
        var sample = Path.Combine(folder, "sample");
        Directory.CreateDirectory(sample);
        foreach (var file in Directory.GetFiles(Path.Combine(DataRoot.Repository, "tests", "PackageSample"))) File.Copy(file, Path.Combine(sample, Path.GetFileName(file)));
        var cache = Run(folder, "dotnet", "nuget", "locals", "global-packages", "--list").Split(':', 2)[1].Trim();
        Run(
            sample, "dotnet", "build", "--output", "out", "--verbosity", "quiet", "--disable-build-servers", $"-p:RestoreAdditionalProjectSources={feed}",
            $"-p:RestorePackagesPath={Path.Combine(folder, "packages")}", $"-p:RestoreFallbackFolders={cache}");

        Assert.Equal(
            """
            agreement: [4, 10, 16] [4, 32, 10]
            gradient: [10, 32, 16, 8]
            em: [4, 10] [4, 10, 2, 4] [4, 10, 2, 4] [4, 32, 10]
            sums: 1.000 1.000

            """,
            Run(sample, "dotnet", "out/PackageSample.dll"), ignoreLineEndingDifferences: true);
        Assert.Equal(
            File.ReadAllBytes(typeof(TorchSharp.torch).Assembly.Location), File.ReadAllBytes(Path.Combine(sample, "out", "TorchSharp.dll")));
    }

    private static string Run(string place, string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = place,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1" },
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{output}\n{errors.Result}");
        return output;
    }
}
