using System.CommandLine;
using System.Globalization;
using Capsules.Data;
using Capsules.Training;
using Capsules.Workbook.Running;
using static TorchSharp.torch;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook train</c>: trains a network and keeps its curve.</summary>
internal static class TrainCommand
{
    internal static Command Create()
    {
        var command = new Command("train", "Train a network from scratch.");
        command.Subcommands.Add(SmallNorb());
        return command;
    }

    private static Command SmallNorb()
    {
        var defaults = new SmallNorbOptions();
        var steps = new Option<long>("--steps") { Description = "Optimizer steps; the schedule spans them.", DefaultValueFactory = _ => defaults.Steps }.Must(count => count >= 1, "at least 1");
        var batch = new Option<int>("--batch") { Description = "Pairs a step.", DefaultValueFactory = _ => defaults.BatchSize }.Must(count => count >= 1, "at least 1");
        var peak = new Option<double>("--peak") { Description = "Learning rate at the peak of the schedule; a short training needs more than the paper's.", DefaultValueFactory = _ => new SingleCycle(1).High }.Must(rate => rate > 0, "more than 0");
        var seed = new Option<int>("--seed") { Description = "Seed of weights, order, crops and mixup.", DefaultValueFactory = _ => defaults.Seed };
        var check = new Option<int>("--validate") { Description = "Test pairs for the curve, drawn at random.", DefaultValueFactory = _ => 810 }.Must(count => count >= 1, "at least 1");
        var every = new Option<int>("--every") { Description = "Steps between two points of that curve.", DefaultValueFactory = _ => 200 }.Must(count => count >= 1, "at least 1");
        var data = new Option<string?>("--data") { Description = "Folder of smallNORB's .mat files; where absent the data set, or rendered toys." };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Written every few minutes; continued from where it exists." };
        var output = new Option<string?>("--out") { Description = "Write the curve to this file, as JSON." };
        var command = new Command("smallnorb", "The network of Heinsen (2019) on smallNORB's training pairs.") { steps, batch, peak, seed, check, every, data, checkpoint, output };
        command.SetAction(result => Run(
            new SmallNorbOptions { Steps = result.GetValue(steps), BatchSize = result.GetValue(batch), Seed = result.GetValue(seed), Peak = result.GetValue(peak) },
            result.GetValue(check), result.GetValue(every), result.GetValue(data), result.GetValue(checkpoint), result.GetValue(output)));
        return command;
    }

    private static int Run(SmallNorbOptions options, int check, int every, string? folder, string? checkpoint, string? output)
    {
        try
        {
            using Data.SmallNorb train = Data.SmallNorb.Load(Split.Train, folder), test = Data.SmallNorb.Load(Split.Test, folder);
            Console.WriteLine(train);
            using var trainer = new SmallNorbTrainer(train, options, device: cuda.is_available() ? CUDA : CPU);
            var run = new SmallNorbRun(trainer, test, check, every);
            run.Run(checkpoint, Console.WriteLine);
            var final = SmallNorbEvaluation.Run(trainer.Network, test);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all {test.Count} test pairs: accuracy {final.Accuracy:P2}, loss {final.Loss:F4}"));
            if (output is not null)
                ResultDocument.Write(output, "The network of Heinsen (2019) trained from scratch on smallNORB; a short training, its curve and the accuracy on all test pairs.",
                    new { options.Steps, options.BatchSize, options.Peak, options.Seed, options.Padding, options.Mixup, generated = train.IsGenerated },
                    new { testAccuracy = final.Accuracy, testLoss = final.Loss, run.TrainingSeconds, secondsAStep = run.TrainingSeconds / options.Steps, run.Curve, run.Validations });
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or InvalidOperationException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }
}
