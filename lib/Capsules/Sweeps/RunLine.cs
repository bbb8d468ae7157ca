using System.Text.Json.Serialization;
using Capsules.Metrics;
using Capsules.Training;

namespace Capsules.Sweeps;

/// <summary>A line of a run's result file.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunHeader), "run")]
[JsonDerivedType(typeof(RunEpoch), "epoch")]
[JsonDerivedType(typeof(RunError), "error")]
[JsonDerivedType(typeof(RunResult), "result")]
public abstract record RunLine;

/// <summary>The first line: what is trained, on what, by which program, on which machine.</summary>
/// <param name="Task">Name of the benchmark: affnist or cifar10.</param>
/// <param name="Depth">Routing layers.</param>
/// <param name="Capsules">Capsules a layer.</param>
/// <param name="Dim">Their dimension.</param>
/// <param name="Routing">rba or uniform.</param>
/// <param name="Seed">Of the weights, the order and the places.</param>
/// <param name="Settings">Everything else the run depends on.</param>
/// <param name="Thresholds">When the statistics take a capsule for active or dead.</param>
/// <param name="Parameters">Of the network.</param>
/// <param name="Sources">Where the images come from, by set.</param>
/// <param name="Generated">Whether the program drew any of them itself.</param>
/// <param name="Starts">How often the run was begun or gone on with.</param>
/// <param name="Provenance">The program, its command line and the machine, at the last start.</param>
public sealed record RunHeader(
    string Task, int Depth, int Capsules, int Dim, string Routing, int Seed, SweepSettings Settings, Thresholds Thresholds,
    RunParameters Parameters, IReadOnlyDictionary<string, string> Sources, bool Generated, int Starts, Provenance Provenance) : RunLine
{
    /// <summary>The network's size.</summary>
    [JsonIgnore]
    public Architecture Architecture => new(Depth, Capsules, Dim);

    /// <summary>The member whose run it is.</summary>
    [JsonIgnore]
    public string Member => NameOf(Task, Architecture, Routing, Seed);

    /// <summary>What the files of a member are called.</summary>
    /// <param name="task">Name of the benchmark.</param>
    /// <param name="architecture">The network's size.</param>
    /// <param name="routing">rba or uniform.</param>
    /// <param name="seed">The run's seed.</param>
    public static string NameOf(string task, Architecture architecture, string routing, int seed) =>
        $"{task}-depth{architecture.Depth}-caps{architecture.Capsules}-dim{architecture.Dim}-{routing}-seed{seed}";
}

/// <summary>Parameters of the network by formula, as the paper's tables count them, and as counted.</summary>
/// <param name="Routing">Transformation matrices and priors of all routing layers.</param>
/// <param name="Backbone">Convolutions and batch normalisation.</param>
/// <param name="Decoder">The reconstruction network.</param>
/// <param name="Counted">Elements of the network's tensors, all together.</param>
public sealed record RunParameters(long Routing, long Backbone, long Decoder, long Counted);

/// <summary>One epoch, as the trainer tells of it.</summary>
/// <param name="Epoch">Epoch, from 1.</param>
/// <param name="LearningRate">Learning rate used.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="Accuracy">Share of training images classified rightly while training.</param>
/// <param name="ValidationAccuracy">Share of validation images classified rightly after the epoch.</param>
/// <param name="ImagesPerSecond">Training images a second.</param>
/// <param name="Seconds">Time of the epoch's training, validation not counted.</param>
public sealed record RunEpoch(
    int Epoch, double LearningRate, double Loss, double Accuracy, double ValidationAccuracy, double ImagesPerSecond, double Seconds)
    : RunLine
{
    /// <summary>The line of an epoch.</summary>
    public static RunEpoch Of(EpochResult e) =>
        new(e.Epoch, e.LearningRate, e.Loss, e.Accuracy, e.ValidationAccuracy, e.ImagesPerSecond, e.Seconds);
}

/// <summary>Why a run failed.</summary>
/// <param name="Message">The reason.</param>
public sealed record RunError(string Message) : RunLine;

/// <summary>The last line of a finished run.</summary>
/// <param name="Accuracy">By measured set, such as validation and affnist.</param>
/// <param name="BestEpoch">The epoch whose weights were measured.</param>
/// <param name="Epochs">Epochs run.</param>
/// <param name="Reason">Why the training ended.</param>
/// <param name="TrainingSeconds">Of all epochs, over all starts; validation not counted.</param>
/// <param name="ImagesPerSecond">Training images a second, over all epochs.</param>
/// <param name="MeasuringSeconds">Of the statistics below.</param>
/// <param name="PeakMemoryMB">Of the process at the end of this run; runs before it in the same process count.</param>
/// <param name="Statistics">By measured set.</param>
public sealed record RunResult(
    IReadOnlyDictionary<string, double> Accuracy, int BestEpoch, int Epochs, StopReason Reason, double TrainingSeconds,
    double ImagesPerSecond, double MeasuringSeconds, long PeakMemoryMB, IReadOnlyDictionary<string, SetStatistics> Statistics) : RunLine;
