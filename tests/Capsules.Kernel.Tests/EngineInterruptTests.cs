using System.Diagnostics;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineInterruptTests(EngineFixture engine)
{
    [Theory]
    [InlineData("while (true) { }")]
    [InlineData("for (;;) ;")]
    [InlineData("do ready++; while (true);")]
    [InlineData("again: ready++; goto again;")]
    [InlineData("while (true) try { throw new Exception(); } catch { }")]
    [InlineData("System.Threading.Thread.Sleep(60_000);")]
    [InlineData("await Task.Delay(60_000);")]
    [InlineData("await Task.Delay(1); while (true) { }")]
    [InlineData("await Task.Delay(1); System.Threading.Thread.Sleep(60_000);")]
    [InlineData("Parallel.For(0, 2, i => { while (true) { } });")]
    [InlineData("Parallel.For(0, int.MaxValue, i => Math.Sin(i));")]
    [InlineData("lock (held) { }")]
    [InlineData("Console.ReadLine();")]
    [InlineData("int Deep(int n) { if (n > 0) Deep(n - 1); return n; }\nwhile (true) Deep(5);")]
    [InlineData("Enumerable.Range(0, int.MaxValue).Select(x => x + 1L).Where(x => x < 0).Sum()")]
    [InlineData("KernelInvocationContext.Current.CancellationToken.WaitHandle.WaitOne(); KernelInvocationContext.Current.CancellationToken.ThrowIfCancellationRequested();")]
    public async Task ARunningCellIsInterruptedAndItsVariablesStay(string code)
    {
        await engine.Value("var held = new object(); var kept = 5; var ready = 0; var holder = new System.Threading.Thread(() => { lock (held) System.Threading.Thread.Sleep(60_000); }) { IsBackground = true };\nholder.Start();");
        var running = engine.Engine.ExecuteAsync("kept = 6;\nConsole.WriteLine(\"started\");\n" + code, 500, new PatientOutput(out var started));
        Assert.True(started.Wait(TimeSpan.FromSeconds(30)), "the cell did not start");
        Thread.Sleep(100); // awaiting would take a pool thread, and a parallel loop keeps them all
        var watch = Stopwatch.StartNew();
        engine.Engine.Interrupt();
        var result = await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("Interrupted", result.Error!.Name);
        // Far above what it takes; a cell that is not interrupted at all runs for a minute.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal("6", await engine.Value("kept"));
    }

    [Fact]
    public async Task ACallThatCannotBeStoppedSaysThatItRunsOn()
    {
        EngineReferenceTests.Build(engine.Folder, "Spinning", "public static class Spin { public static volatile bool Stop; public static void Run() { while (!Stop) { } } }");
        await engine.Value("#r \"Spinning.dll\"\nSpin.Stop");
        var running = engine.Engine.ExecuteAsync("Console.WriteLine(1); Spin.Run();", 501, new PatientOutput(out var started));
        Assert.True(started.Wait(TimeSpan.FromSeconds(30)));
        engine.Engine.Interrupt();
        var result = await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("Interrupted", result.Error!.Name);
        Assert.Contains("runs on in the background", string.Join(' ', result.Error.Traceback), StringComparison.Ordinal);
        await engine.Value("Spin.Stop = true");
    }

    [Fact]
    public async Task WhatAnInterruptedCellLeftInTheBackgroundStopsToo()
    {
        await engine.Value("var ticks = 0; var background = Task.CompletedTask;");
        var running = engine.Engine.ExecuteAsync(
            "background = Task.Run(() => { while (true) { ticks++; System.Threading.Thread.Sleep(5); } });\nConsole.WriteLine(1);\nwhile (true) { }", 502, new PatientOutput(out var started));
        Assert.True(started.Wait(TimeSpan.FromSeconds(30)));
        engine.Engine.Interrupt();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("True", await engine.Value("await Task.WhenAny(background, Task.Delay(20_000)) == background"));
    }

    [Fact]
    public async Task CodeThatTheTokenWakesCannotHoldUpTheInterrupt()
    {
        var running = engine.Engine.ExecuteAsync(
            "Console.WriteLine(1);\ntry { await Task.Delay(60_000, KernelInvocationContext.Current.CancellationToken); } catch (OperationCanceledException) { }\nSystem.Threading.Thread.Sleep(90_000);",
            503, new PatientOutput(out var started));
        Assert.True(started.Wait(TimeSpan.FromSeconds(30)));
        await Task.Run(engine.Engine.Interrupt).WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("Interrupted", (await running.WaitAsync(TimeSpan.FromSeconds(30))).Error!.Name);
    }

    [Fact]
    public async Task ACellInterruptedWhileItIsCompiledNeverStarts()
    {
        await engine.Value("var starts = 0;");
        // Five hundred statements keep the compiler busy for longer than the interrupt takes.
        var running = engine.Engine.ExecuteAsync("starts++;\n" + string.Concat(Enumerable.Repeat("{ var x = Math.Sin(1) + 2; }\n", 500)), 504, new RecordedOutput());
        engine.Engine.Interrupt();
        Assert.Equal("Interrupted", (await running.WaitAsync(TimeSpan.FromSeconds(60))).Error!.Name);
        // The next cell waits for the compiler.
        Assert.Equal("0", await engine.Value("starts"));
    }

    [Fact]
    public async Task AnInterruptBreaksNoMessageOfTheKernels()
    {
        var output = new BlockedOutput();
        var running = engine.Engine.ExecuteAsync("display(1);\nwhile (true) { }", 505, output);
        Assert.True(output.Entered.Wait(TimeSpan.FromSeconds(30)));
        engine.Engine.Interrupt();
        output.Leave.Set();
        Assert.Equal("Interrupted", (await running.WaitAsync(TimeSpan.FromSeconds(30))).Error!.Name);
        Assert.True(output.WasSent);
    }

    [Fact]
    public async Task AnExceptionOnAThreadOfTheKernelIsNotTakenForACells()
    {
        var (ofKernel, ofCell) = (new TaskCompletionSource<bool>(), new TaskCompletionSource<bool>());
        new CellContext(506, new RecordedOutput()).Enter();
        KernelThread.Start("failing", () => ofKernel.SetResult(BackgroundErrors.Show(new InvalidOperationException())));
        new Thread(() => ofCell.SetResult(BackgroundErrors.Show(new InvalidOperationException()))).Start();
        Assert.False(await ofKernel.Task);
        Assert.True(await ofCell.Task);
    }

    [Fact]
    public async Task AnInterruptWithNothingRunningDoesNothing()
    {
        engine.Engine.Interrupt();
        Assert.Equal("3", await engine.Value("1 + 2"));
    }

    [Fact]
    public async Task DirectivesAndLinesSurviveTheGuards() =>
        Assert.Equal("7", await engine.Value("int Odd(int n)\n{\n#if true\n    for (int i = 0; i < 7; i++)\n#pragma warning disable\n        n++;\n#endif\n    return n;\n}\nOdd(0)"));

    [Fact]
    public async Task ExpressionTreesStayExpressions() =>
        Assert.Equal("x => (x + 1)", await engine.Value("System.Linq.Expressions.Expression<Func<int, int>> tree = x => x + 1; tree.ToString()"));

    /// <summary>A display that waits in the middle of its message.</summary>
    private sealed class BlockedOutput : IOutput
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim Leave { get; } = new();

        public bool WasSent { get; private set; }

        public void Show(CellEvent shown)
        {
            Entered.Set();
            WasSent = Leave.Wait(TimeSpan.FromSeconds(30));
        }
    }

    /// <summary>Tells when the cell has written; its questions stay unanswered until the cell is interrupted.</summary>
    private sealed class PatientOutput : IOutput
    {
        private readonly ManualResetEventSlim started;

        public PatientOutput(out ManualResetEventSlim started) => started = this.started = new ManualResetEventSlim();

        public void Show(CellEvent shown)
        {
            if (shown is StreamText) started.Set();
        }

        public string? Input(string prompt, bool password, CancellationToken cancellation)
        {
            Thread.Sleep(60_000);
            return null;
        }
    }
}
