using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineNativeOutputTests(EngineFixture engine)
{
    private const string Native = """
        static class C
        {
            [System.Runtime.InteropServices.DllImport("libc")] public static extern int puts(string text);
            [System.Runtime.InteropServices.DllImport("libc")] public static extern nint write(int descriptor, byte[] bytes, nint count);
        }
        """;

    [Fact]
    public async Task WhatNativeCodeAndChildProcessesWriteBelongsToTheCell()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var capture = NativeOutput.Start();
        var (result, output) = await engine.Run(
            Native + "C.puts(\"from C\"); C.write(2, [(byte)'e', 0xC3, 0xA9], 3); System.Diagnostics.Process.Start(\"echo\", \"from a child\").WaitForExit();");
        Assert.Null(result.Error);
        Assert.Contains("from C\n", output.Text, StringComparison.Ordinal);
        Assert.Contains("from a child\n", output.Text, StringComparison.Ordinal);
        Assert.Equal("eé", output.Errors);
    }

    [Fact]
    public async Task MoreThanAPipeHoldsArrivesWhole()
    {
        if (!OperatingSystem.IsLinux()) return;
        using var capture = NativeOutput.Start();
        var (result, output) = await engine.Run(
            Native.Replace("static class C", "static class D", StringComparison.Ordinal)
            + "var many = new byte[1_000_000]; Array.Fill(many, (byte)'x'); for (nint done = 0; done < many.Length;) done += D.write(1, many[(int)done..], many.Length - done);");
        Assert.Null(result.Error);
        Assert.Equal(1_000_000, output.Text.Length);
    }
}
