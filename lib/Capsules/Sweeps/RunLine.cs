using System.Text.Json.Serialization;
using Capsules.Analysis;
using Capsules.Training;

namespace Capsules.Sweeps;

/// <summary>The first line of a run's result file: what is trained, on what, by which program, on which machine.</summary>
/// <param name="Task">Name of the benchmark: affnist or cifar10.</param>
/// <param name="Seed">Of the weights, the order and the placement.</param>
/// <param name="Settings">Everything else the run depends on.</param>
/// <param name="Thresholds">When the statistics count a capsule as active or dead.</param>
/// <param name="Sources">Where the images come from, by set.</param>
/// <param name="Generated">Whether the program drew any of them itself.</param>
/// <param name="Starts">How often the run was begun or resumed.</param>
/// <param name="Provenance">The program, its command line and the machine, at the last start.</param>
public sealed record RunHeader(
    string Task, int Depth, int Capsules, int Dim, string Routing, int Seed, SweepSettings Settings, Thresholds Thresholds,
    RunParameters Parameters, IReadOnlyDictionary<string, string> Sources, bool Generated, int Starts, Provenance Provenance)
{
    /// <summary>The network's size.</summary>
    [JsonIgnore]
    public Architecture Architecture => new(Depth, Capsules, Dim);

    /// <summary>The member whose run it is.</summary>
    [JsonIgnore]
    public string Member => NameOf(Task, Architecture, Routing, Seed);

    /// <summary>What the files of a member are called.</summary>
    public static string NameOf(string task, Architecture architecture, string routing, int seed) =>
        $"{task}-depth{architecture.Depth}-caps{architecture.Capsules}-dim{architecture.Dim}-{routing}-seed{seed}";
}

/// <summary>Parameters of the network by formula, as the paper's tables count them, and as counted.</summary>
/// <param name="Routing">Transformation matrices and priors of all routing layers.</param>
/// <param name="Backbone">Convolutions and batch normalization.</param>
/// <param name="Decoder">The reconstruction network.</param>
/// <param name="Counted">Elements of the network's tensors, all together.</param>
public sealed record RunParameters(long Routing, long Backbone, long Decoder, long Counted);

/// <summary>The line of a failed run.</summary>
public sealed record RunError(string Message);

/// <summary>The last line of a finished run.</summary>
/// <param name="Accuracy">By measured set, such as validation and affnist.</param>
/// <param name="BestEpoch">The epoch whose weights were measured.</param>
/// <param name="TrainingSeconds">Of all epochs, over all starts; validation not counted.</param>
/// <param name="ImagesPerSecond">Training images per second, over all epochs.</param>
/// <param name="MeasuringSeconds">Of the statistics below.</param>
/// <param name="PeakMemoryMB">Of the process at the end of this run; runs before it in the same process count.</param>
public sealed record RunResult(
    IReadOnlyDictionary<string, double> Accuracy, int BestEpoch, int Epochs, StopReason Reason, double TrainingSeconds,
    double ImagesPerSecond, double MeasuringSeconds, long PeakMemoryMB, IReadOnlyDictionary<string, SetStatistics> Statistics);

/// <summary>What Tables 7 to 12 and 16 to 21 say of one network, over one set.</summary>
public sealed record SetStatistics(long Images, IReadOnlyList<LayerStatistics> Layers, IReadOnlyList<RoutingStatistics> Routing);

/// <summary>Dynamics of a routing layer over alive capsules (the paper's) and over all.</summary>
/// <remarks>Null where fewer than two targets are alive.</remarks>
/// <param name="Layer">Number of the routing layer, from 1.</param>
/// <param name="AliveLower">Alive capsules below.</param>
/// <param name="Dyr">Dynamic routing coefficient over alive capsules.</param>
/// <param name="Dys">Expected number of target capsules, alive ones counted.</param>
/// <param name="DyrAll">Dynamic routing coefficient over all.</param>
/// <param name="DysAll">Expected number of target capsules, all counted.</param>
/// <param name="StdCouplings">Standard deviation of every coupling over the images, [n][m]: for other thresholds; older files lack them.</param>
public sealed record RoutingStatistics(
    int Layer, int AliveLower, int AliveUpper, double? Dyr, double? Dys, double? DyrAll, double? DysAll,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<IReadOnlyList<double>>? StdCouplings = null);
