using System.Diagnostics;
using System.Reflection;
using TorchSharpFixes;

namespace Capsules.Tests;

/// <summary>The build step that mends TorchSharp's two files (lib/build/TorchSharpFixes).</summary>
public class TorchSharpFixesTests
{
    private static readonly string Packages = typeof(TorchSharpFixesTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "NuGetPackageRoot").Value!;

    private static readonly string Assembly = Path.Combine(Packages, "torchsharp/0.107.0/lib/net8.0/TorchSharp.dll");
    private static readonly string Library = Path.Combine(Packages, "torchsharp/0.107.0/runtimes/linux-x64/native/libLibTorchSharp.so");

    [Fact]
    public void OneVersionNeedBecomesWeakAndStaysSo()
    {
        var original = File.ReadAllBytes(Library);
        var mended = WeakVersionFix.Apply(original);
        var changed = Enumerable.Range(0, original.Length).Single(k => original[k] != mended[k]);
        Assert.Equal((0, 2), (original[changed], mended[changed]));    // vna_flags |= VER_FLG_WEAK
        Assert.Equal(mended, WeakVersionFix.Apply(mended));
    }

    [Fact]
    public void ALibraryWithoutThatNeedIsLeftAlone()
    {
        // Another name for the version: the same file, but nothing to mend in it.
        var other = File.ReadAllBytes(Library);
        var at = other.AsSpan().IndexOf("GLIBCXX_3.4.32\0"u8);
        "GLIBCXX_3.4.30"u8.CopyTo(other.AsSpan(at));
        Assert.Equal(other, WeakVersionFix.Apply(other));
    }

    [Theory]
    [InlineData(0, "not an ELF file")]
    [InlineData(64, "truncated")]
    [InlineData(1_000_000, "truncated")]
    [InlineData(-1, "truncated")]
    public void ATruncatedLibraryIsRefused(int length, string reason)
    {
        var file = File.ReadAllBytes(Library);
        var start = file[..(length < 0 ? file.Length + length : length)];
        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => WeakVersionFix.Apply(start)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForeignFilesAreRefusedWithTheReason()
    {
        var program = File.ReadAllBytes(Library);
        program[16] = 2;    // ET_EXEC
        Assert.Equal("not an ELF shared library", Assert.Throws<InvalidDataException>(() => WeakVersionFix.Apply(program)).Message);
        Assert.Equal("not an ELF file", Assert.Throws<InvalidDataException>(() => WeakVersionFix.Apply(File.ReadAllBytes(Assembly))).Message);
        Assert.StartsWith("not a .NET assembly", Assert.Throws<InvalidDataException>(() => KeepAliveFix.Apply(program)).Message, StringComparison.Ordinal);
        var own = File.ReadAllBytes(typeof(TorchSharpFixesTests).Assembly.Location);
        Assert.StartsWith("expected TorchSharp.dll", Assert.Throws<InvalidDataException>(() => KeepAliveFix.Apply(own)).Message, StringComparison.Ordinal);
        var mended = KeepAliveFix.Apply(File.ReadAllBytes(Assembly));
        Assert.Contains("already", Assert.Throws<InvalidDataException>(() => KeepAliveFix.Apply(mended)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(CollectorChild.Differentiate), 4_000)]
    [InlineData(nameof(CollectorChild.Train), 150)]
    public void TheCollectorFreesNothingThatIsInUse(string work, int times) =>
        Assert.All(RunBesideEachOther(typeof(TestChild).Assembly.Location, work, times), code => Assert.Equal(0, code));

    // Without it the test above could pass because the programs are too gentle.
    [Fact]
    public void ThePackageAsItIsDies()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            var own = Path.GetDirectoryName(typeof(TestChild).Assembly.Location)!;
            // The host follows a link of the program itself, not those of what it loads.
            foreach (var entry in Directory.EnumerateFileSystemEntries(own))
            {
                var copy = Path.Combine(folder, Path.GetFileName(entry));
                if (Path.GetFileName(entry) == "TorchSharp.dll") File.Copy(Assembly, copy);
                else if (Path.GetFileName(entry).StartsWith("Capsules.Tests.", StringComparison.Ordinal)) File.Copy(entry, copy);
                else File.CreateSymbolicLink(copy, entry);
            }

            var program = Path.Combine(folder, "Capsules.Tests.dll");
            Assert.Contains(
                Enumerable.Range(0, 5).SelectMany(_ => RunBesideEachOther(program, nameof(CollectorChild.Differentiate), 20_000)), code => code != 0);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // Four at once: each is one of the busy processes that the others need to be disturbed.
    private static int[] RunBesideEachOther(string program, string work, int times)
    {
        var children = Enumerable.Range(0, 4).Select(_ => Process.Start(new ProcessStartInfo("dotnet", [program, work, $"{times}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!).ToArray();
        foreach (var child in children)
        {
            child.OutputDataReceived += (_, _) => { };
            child.ErrorDataReceived += (_, _) => { };
            child.BeginOutputReadLine();
            child.BeginErrorReadLine();
        }

        return Array.ConvertAll(children, child =>
        {
            using (child)
            {
                child.WaitForExit();
                return child.ExitCode;
            }
        });
    }
}
