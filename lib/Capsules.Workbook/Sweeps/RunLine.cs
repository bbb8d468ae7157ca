using System.Text.Json.Serialization;
using Capsules.Metrics;
using Capsules.Training;
using Capsules.Workbook.Results;

namespace Capsules.Workbook.Sweeps;

/// <summary>A line of a run's result file.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunHeader), "run")]
[JsonDerivedType(typeof(RunEpoch), "epoch")]
[JsonDerivedType(typeof(RunError), "error")]
[JsonDerivedType(typeof(RunResult), "result")]
internal abstract record RunLine;

/// <summary>The first line: what is trained, on what, by which program, on which machine.</summary>
/// <param name="Task">Name of the benchmark.</param>
/// <param name="Depth">Routing layers.</param>
/// <param name="Capsules">Capsules a layer.</param>
/// <param name="Dim">Their dimension.</param>
/// <param name="Routing">rba or uniform.</param>
/// <param name="Seed">Of the weights, the order and the places.</param>
/// <param name="Settings">Everything else the run depends on.</param>
/// <param name="Thresholds">When the statistics take a capsule for active or dead.</param>
/// <param name="Parameters">Of the network.</param>
/// <param name="Starts">How often the run was begun or gone on with.</param>
/// <param name="Sources">Where the images come from, by set.</param>
/// <param name="Generated">Whether the program drew any of them itself.</param>
/// <param name="Provenance">The program, its command line and the machine, at the last start.</param>
internal sealed record RunHeader(
    string Task, int Depth, int Capsules, int Dim, string Routing, int Seed, SweepSettings Settings, Thresholds Thresholds,
    Parameters Parameters, IReadOnlyDictionary<string, string> Sources, bool Generated, int Starts, Provenance Provenance) : RunLine
{
    internal Architecture Architecture => new(Depth, Capsules, Dim);

    /// <summary>The member whose run it is.</summary>
    internal string Member => SweepMember.NameOf(Task, Architecture, Routing, Seed);
}

/// <summary>Parameters of the network by formula, as the paper's tables count them, and as counted.</summary>
internal sealed record Parameters(long Routing, long Backbone, long Decoder, long Counted);

/// <summary>One epoch, as the trainer tells of it.</summary>
internal sealed record RunEpoch(
    int Epoch, double LearningRate, double Loss, double Accuracy, double ValidationAccuracy, double ImagesPerSecond, double Seconds) : RunLine
{
    internal static RunEpoch Of(EpochResult e) =>
        new(e.Epoch, e.LearningRate, e.Loss, e.Accuracy, e.ValidationAccuracy, e.ImagesPerSecond, e.Seconds);
}

/// <summary>Why a run failed.</summary>
internal sealed record RunError(string Message) : RunLine;

/// <summary>The last line of a finished run.</summary>
/// <param name="Accuracy">By measured set.</param>
/// <param name="BestEpoch">The epoch whose weights were measured.</param>
/// <param name="Epochs">Epochs run.</param>
/// <param name="Reason">Why the training ended.</param>
/// <param name="TrainingSeconds">Of all epochs, over all starts; validation not counted.</param>
/// <param name="ImagesPerSecond">Training images a second, over all epochs.</param>
/// <param name="MeasuringSeconds">Of the statistics below.</param>
/// <param name="PeakMemoryMB">Of the process at the end of this run; runs before it in the same process count.</param>
/// <param name="Statistics">By measured set.</param>
internal sealed record RunResult(
    IReadOnlyDictionary<string, double> Accuracy, int BestEpoch, int Epochs, StopReason Reason, double TrainingSeconds, double ImagesPerSecond,
    double MeasuringSeconds, long PeakMemoryMB, IReadOnlyDictionary<string, SetStatistics> Statistics) : RunLine;

/// <summary>What Tables 7 to 12 and 16 to 21 say of one network, over one set.</summary>
internal sealed record SetStatistics(long Images, IReadOnlyList<LayerStatistics> Layers, IReadOnlyList<RoutingStatistics> Routing);

/// <summary>Activation of a capsule layer, the first being 1.</summary>
internal sealed record LayerStatistics(int Layer, int Capsules, double Cnm, double Cns, double Car, double Cas, double Cdr, int Cds);

/// <summary>Dynamics of a routing layer over alive capsules (the paper's) and over all; null where fewer than two targets are alive.</summary>
internal sealed record RoutingStatistics(int Layer, int AliveLower, int AliveUpper, double? Dyr, double? Dys, double? DyrAll, double? DysAll);
