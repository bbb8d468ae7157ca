namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineOutputTests(EngineFixture engine)
{
    [Fact]
    public async Task OutputComesInTheOrderWritten()
    {
        var (_, output) = await engine.Run("Console.Write(\"a\"); Console.Error.Write(\"b\"); Console.Write(\"c\"); display(\"d\"); Console.Write(\"e\");");
        Assert.Equal(["text:a", "error:b", "text:c", "display:d", "text:e"], output.Order);
    }

    [Fact]
    public async Task TextComesWhileTheCellRuns()
    {
        var output = new RecordedOutput();
        var cell = engine.Engine.ExecuteAsync("Console.WriteLine(\"now\"); Console.In.ReadLine();", 900, new WaitingOutput(output));
        await cell.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal("now\n", output.Text);
    }

    [Fact]
    public async Task AHundredThousandLinesAllArrive()
    {
        var (_, output) = await engine.Run("for (int i = 0; i < 100_000; i++) Console.WriteLine(i);");
        Assert.Equal(100_000, output.Text.Count(c => c == '\n'));
        Assert.EndsWith("99999\n", output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndlessOutputIsCutWithANote()
    {
        var (_, output) = await engine.Run("var line = new string('x', 100_000); for (int i = 0; i < 200; i++) Console.WriteLine(line);");
        Assert.InRange(output.Text.Length, 10_000_000, 10_000_200);
        Assert.Contains("output cut", output.Text[^100..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackgroundOutputKeepsItsCell()
    {
        var (_, first) = await engine.Run("var gate = new System.Threading.SemaphoreSlim(0); var late = Task.Run(async () => { await gate.WaitAsync(); Console.Write(\"late\"); });");
        var (_, second) = await engine.Run("gate.Release(); await late; Console.Write(\"second\");");
        await WaitFor(() => first.Text == "late");
        Assert.Equal("second", second.Text);
    }

    [Fact]
    public async Task AWriterThatACellSetsStaysForTheNext()
    {
        await engine.Run("var cells = Console.Out; var mine = new System.IO.StringWriter(); Console.SetOut(mine);");
        var (_, output) = await engine.Run("Console.Write(\"x\");");
        Assert.Equal("x", await engine.Value("Console.SetOut(cells); mine.ToString()"));
        Assert.Empty(output.Text);
    }

    [Fact]
    public async Task ReadLineAsksTheFrontEnd()
    {
        var (result, output) = await engine.Run("Console.ReadLine() + \"|\" + await GetInputAsync(\"Name?\") + \"|\" + (await GetPasswordAsync(\"Key?\")).GetClearTextPassword()", "one", "two", "three");
        Assert.Equal("one|two|three", (string?)result.Value!["text/plain"]);
        Assert.Equal(["", "Name?", "password:Key?"], output.Prompts);
    }

    [Fact]
    public async Task RefusedInputIsAnErrorOfTheCell()
    {
        var error = await engine.Error("Console.ReadLine()");
        Assert.Equal("The front end allows no input.", error.Message);
    }

    private static async Task WaitFor(Func<bool> condition)
    {
        for (var i = 0; i < 200 && !condition(); i++) await Task.Delay(20);
        Assert.True(condition());
    }

    /// <summary>Answers a question only after the text written before it has arrived.</summary>
    private sealed class WaitingOutput(RecordedOutput output) : Engine.IOutput
    {
        public void Show(Engine.CellEvent shown) => output.Show(shown);

        public string? Input(string prompt, bool password, CancellationToken cancellation)
        {
            for (var i = 0; i < 200 && output.Text.Length == 0; i++) Thread.Sleep(10);
            return output.Text;
        }
    }
}
