using System.CommandLine;
using System.Globalization;
using Capsules.Analysis;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Training;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook eval</c>: tests a network whose weights are in a file.</summary>
internal static class EvalCommand
{
    internal const string ReleasedWeights = "smallNORB_pretrained_model_state_dict.pt";

    internal static Command Create()
    {
        var command = new Command("eval", "Test a trained network.");
        command.Subcommands.Add(SmallNorb());
        return command;
    }

    private static Command SmallNorb()
    {
        var weights = new Option<string?>("--weights") { Description = $"Weights (.pt or .safetensors); {ReleasedWeights} of data set heinsen where absent." };
        var data = new Option<string?>("--data") { Description = "Folder of smallNORB's .mat files; where absent the data set, or rendered toys." };
        var batch = new Option<int>("--batch") { Description = "Pairs at a time.", DefaultValueFactory = _ => 20 }.Must(count => count >= 1, "at least 1");
        var output = new Option<string?>("--out") { Description = "Also write the result to this file, as JSON." };
        var command = new Command("smallnorb", "The network of Heinsen (2019) on all 24,300 test pairs, uncropped.") { weights, data, batch, output };
        command.SetAction(result => Run(result.GetValue(weights), result.GetValue(data), result.GetValue(batch), result.GetValue(output)));
        return command;
    }

    private static int Run(string? weights, string? folder, int batch, string? output)
    {
        try
        {
            weights ??= Path.Combine(DataRoot.Find("heinsen") ?? throw new FileNotFoundException(
                $"No weights: give --weights, or fetch the released ones with `./workbook data get heinsen` into {DataRoot.Folder}."), ReleasedWeights);
            using var network = new SmallNorbNet();
            StateFile.Load(network, weights, "CONST_one", ".m", ".v", ".steps", "generator");
            using var pairs = Data.SmallNorb.Load(Split.Test, folder);
            Console.WriteLine(pairs);
            var evaluation = SmallNorbEvaluation.Run(network, pairs, batchSize: batch, progress: done =>
            {
                if (done % 2000 == 0) Console.WriteLine($"{done,6} of {pairs.Count}");
            });
            Report(evaluation);
            if (output is not null) Write(output, weights, pairs, batch, evaluation);
            return 0;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    private static void Report(SmallNorbEvaluation evaluation)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"accuracy {evaluation.Accuracy:P2}, loss {evaluation.Loss:F4}, {evaluation.Answers.Count(a => !a.Right)} wrong, {evaluation.Seconds:F0} s ({1000 * evaluation.Seconds / evaluation.Answers.Count:F1} ms a pair)"));
        Console.WriteLine($"{"true \\ answer",-14}{string.Concat(Data.SmallNorb.ClassNames.Select(name => $"{name,10}"))}");
        for (var k = 0; k < Data.SmallNorb.ClassNames.Count; k++)
            Console.WriteLine($"{Data.SmallNorb.ClassNames[k],-14}{string.Concat(Row(evaluation.Confusion, k).Select(count => $"{count,10}"))}");
    }

    private static void Write(string output, string weights, Data.SmallNorb pairs, int batch, SmallNorbEvaluation evaluation)
    {
        var poses = evaluation.Answers.Select(a => a.True).ToArray();
        ResultDocument.Write(output, "The network of Heinsen (2019) on smallNORB's test pairs, uncropped; 99.1 % is published on the original pictures.",
            new { weights = Path.GetFileName(weights), pairs = pairs.Count, generated = pairs.IsGenerated, batch, seed = "none: nothing is drawn at random" },
            new
            {
                evaluation.Accuracy,
                evaluation.Loss,
                wrong = evaluation.Answers.Count(a => !a.Right),
                confusion = Enumerable.Range(0, 5).Select(k => Row(evaluation.Confusion, k)),
                evaluation.Seconds,
                reverseGraphics = new[] { ViewpointAxis.Azimuth, ViewpointAxis.Elevation }.Select(axis => new
                {
                    axis = axis.ToString(),
                    vectors = Enumerable.Range(0, 4).Select(v => Means(ReverseGraphics.Changes(poses, axis), v)),
                }),
            });
    }

    private static object Means(IReadOnlyList<PoseChange> changes, int vector) => new
    {
        distance = ReverseGraphics.Mean(changes, vector, c => c.Distance),
        norm = ReverseGraphics.Mean(changes, vector, c => c.Norm),
        cosine = ReverseGraphics.Mean(changes, vector, c => c.Cosine),
    };

    private static int[] Row(int[,] counts, int row) => [.. Enumerable.Range(0, counts.GetLength(1)).Select(column => counts[row, column])];
}
