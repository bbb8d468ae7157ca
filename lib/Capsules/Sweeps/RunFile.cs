using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Capsules.Data;
using Capsules.Training;

namespace Capsules.Sweeps;

/// <summary>A run's result file: JSON lines, replaced as a whole at every epoch, so that no reader meets half a line of ours.</summary>
/// <remarks>An unknown kind of line, or a property that is missing, is an error; unknown properties are passed over.</remarks>
public sealed class RunFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        RespectRequiredConstructorParameters = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.Never,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly Dictionary<string, Type> Kinds = new()
    {
        ["run"] = typeof(RunHeader),
        ["epoch"] = typeof(EpochResult),
        ["error"] = typeof(RunError),
        ["result"] = typeof(RunResult),
    };

    private readonly List<EpochResult> epochs = [];

    private RunFile(string path) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is run; null for a run not begun.</summary>
    public RunHeader? Header { get; private set; }

    /// <summary>Its epochs so far, in order.</summary>
    public IReadOnlyList<EpochResult> Epochs => epochs;

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Error { get; private set; }

    /// <summary>What it came to; null while it is not finished.</summary>
    public RunResult? Result { get; private set; }

    /// <summary>Reads a run's file; one that does not exist is a run not begun.</summary>
    /// <exception cref="InvalidDataException">
    /// A line other than a last, unfinished one is broken; the message names file and line.
    /// </exception>
    public static RunFile Read(string path)
    {
        var file = new RunFile(path);
        if (!File.Exists(path)) return file;
        var lines = File.ReadAllText(path).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i])) continue;
            var line = Parse(lines[i], out var fault);
            // A last line without its end was cut short by a copy or a full disk: the run is unfinished,
            // and goes on from its checkpoint.
            if (line is null && i == lines.Length - 1) break;
            if (line is null)
                throw new InvalidDataException(
                    $"{path}, line {i + 1}: no line of a run ({fault}); delete the file to run this member anew");
            file.Take(line, $"{path}, line {i + 1}");
        }

        return file;
    }

    /// <summary>Begins the file, keeping the epochs it has.</summary>
    public void Begin(RunHeader header)
    {
        (Header, Error, Result) = (header, null, null);
        Write();
    }

    /// <summary>Adds an epoch; a known one, or a later one, is replaced.</summary>
    public void Add(EpochResult epoch)
    {
        epochs.RemoveAll(e => e.Epoch >= epoch.Epoch);
        epochs.Add(epoch);
        Write();
    }

    /// <summary>Writes down why the run failed.</summary>
    public void Fail(string message)
    {
        Error = message;
        Write();
    }

    /// <summary>Ends the file.</summary>
    /// <param name="all">Every epoch of the run: a kill may have come between a checkpoint and its line.</param>
    public void Finish(IEnumerable<EpochResult> all, RunResult result)
    {
        epochs.Clear();
        epochs.AddRange(all);
        Result = result;
        Write();
    }

    /// <summary>Forgets the epochs, for a run that has lost its checkpoint.</summary>
    public void Forget() => epochs.Clear();

    private void Take(object line, string where)
    {
        if (Header is null != line is RunHeader)
            throw new InvalidDataException($"{where}: the first line, and no other, must be of kind 'run'");
        switch (line)
        {
            case RunHeader header: Header = header; break;
            case EpochResult epoch: epochs.Add(epoch); break;
            case RunError error: Error = error.Message; break;
            case RunResult result: Result = result; break;
        }
    }

    private static object? Parse(string line, out string fault)
    {
        fault = "null";
        try
        {
            var node = JsonNode.Parse(line) as JsonObject;
            var kind = (string?)node?["kind"];
            if (kind is null || !Kinds.TryGetValue(kind, out var type))
            {
                fault = $"kind {kind ?? "none"}";
                return null;
            }

            return node.Deserialize(type, Format);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            fault = e.Message.Split("Path:")[0].Trim();
            return null;
        }
    }

    private static string Line(object line)
    {
        JsonObject node = new() { ["kind"] = Kinds.Single(k => k.Value == line.GetType()).Key };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(line, Format)!.AsObject().ToList()) node[name] = value?.DeepClone();
        return node.ToJsonString(Format) + "\n";
    }

    private void Write()
    {
        List<object> lines = [Header!, .. epochs];
        if (Error is { } error) lines.Add(new RunError(error));
        if (Result is { } result) lines.Add(result);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
        Files.Replace(Path, file => file.Write(Encoding.UTF8.GetBytes(string.Concat(lines.Select(Line)))));
    }
}
