using System.Text;
using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Tests;

/// <summary>What a cell showed.</summary>
internal sealed class RecordedOutput : IOutput
{
    private readonly StringBuilder text = new();
    private readonly StringBuilder errors = new();

    public string Text
    {
        get { lock (text) return text.ToString(); }
    }

    public string Errors
    {
        get { lock (text) return errors.ToString(); }
    }

    public List<string> Order { get; } = [];

    public List<DisplayData> Displays { get; } = [];

    public List<DisplayData> Updates { get; } = [];

    public Queue<string> Answers { get; } = [];

    public List<string> Prompts { get; } = [];

    public void Show(CellEvent shown)
    {
        lock (text)
            switch (shown)
            {
                case StreamText stream:
                    (stream.IsError ? errors : text).Append(stream.Text);
                    Order.Add((stream.IsError ? "error:" : "text:") + stream.Text);
                    break;
                case DisplayData { IsUpdate: true } update:
                    Updates.Add(update);
                    break;
                case DisplayData display:
                    Displays.Add(display);
                    Order.Add("display:" + display.Data["text/plain"]);
                    break;
            }
    }

    public string? Input(string prompt, bool password, CancellationToken cancellation)
    {
        Prompts.Add(password ? "password:" + prompt : prompt);
        return Answers.Count > 0 ? Answers.Dequeue() : throw new InvalidOperationException("The front end allows no input.");
    }
}

/// <summary>One engine for many tests, with a folder of its own; each test uses names of its own.</summary>
public sealed class EngineFixture : IDisposable
{
    private int count;

    public EngineFixture() => Engine = new ScriptEngine(Folder);

    internal string Folder { get; } = Directory.CreateTempSubdirectory("capsules-kernel-").FullName;

    internal ScriptEngine Engine { get; }

    internal int LastCount => count;

    internal async Task<(CellResult Result, RecordedOutput Output)> Run(string code, params string[] answers)
    {
        var output = new RecordedOutput();
        foreach (var answer in answers) output.Answers.Enqueue(answer);
        var result = await Engine.ExecuteAsync(code, ++count, output).WaitAsync(TimeSpan.FromSeconds(60));
        return (result, output);
    }

    /// <summary>Runs a cell that must succeed and gives its value as text.</summary>
    internal async Task<string?> Value(string code)
    {
        var (result, _) = await Run(code);
        Assert.Null(result.Error is { } error ? string.Join('\n', error.Traceback) : null);
        return (string?)result.Value?["text/plain"];
    }

    internal async Task<CellError> Error(string code)
    {
        var (result, _) = await Run(code);
        return result.Error ?? throw new Xunit.Sdk.XunitException("The cell was expected to fail.");
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>Engines route the process's console, so their tests take turns.</summary>
[CollectionDefinition("engine")]
public sealed class EngineCollection : ICollectionFixture<EngineFixture>;
