using System.Globalization;
using System.Text;
using System.Text.Json;
using Capsules.Analysis;
using Capsules.Data;
using Capsules.Networks;
using Capsules.Plots;
using Capsules.Published;

namespace Capsules.Sweeps;

/// <summary>The page <c>data/results/README.md</c>: every number that the papers print and result files hold, beside ours.</summary>
/// <remarks>Written from the files alone, so that it cannot drift from them; reasons for differences are the only prose.</remarks>
internal sealed partial class ResultsPage
{
    private const string NotRun = "not run";
    private static readonly Architecture Main = new(Depth: 4, Capsules: 16, Dim: 8);

    private readonly string root;
    private readonly SweepResults affNist, cifar10;
    private readonly StringBuilder text = new();

    private ResultsPage(string root)
    {
        this.root = root;
        affNist = SweepResults.Read("affnist", Path.Combine(root, "sweep-affnist"));
        cifar10 = SweepResults.Read("cifar10", Path.Combine(root, "sweep-cifar10"));
    }

    /// <summary>Writes the page of a folder of result files and returns its path.</summary>
    /// <exception cref="InvalidDataException">A result file is broken; the message names file and line.</exception>
    internal static string Write(string root)
    {
        var path = Path.Combine(root, "README.md");
        Files.Replace(path, file => file.Write(Encoding.UTF8.GetBytes(Of(root))));
        return path;
    }

    /// <summary>The page of a folder of result files.</summary>
    internal static string Of(string root) => new ResultsPage(root).Text();

    private string Text()
    {
        Paragraph("# Results");
        Paragraph(
            "Written by `./workbook sweep tables` from the result files in this folder; change those, not this page. Figures are means and standard "
            + "deviations over *n* networks that differ in their seed. *Reproduced* means nearer to the paper's figure than twice both deviations together, "
            + "or than a point of accuracy, or, for what is no accuracy, than a tenth of it or .02. AffNIST stands for AffNIST-style images where a row says so: MNIST's test images transformed by the paper's "
            + "recipe (appendix A.1), because the published files were not at hand.");
        FirstPaper();
        OtherThresholds();
        Depths();
        Variations();
        NotRunYet();
        SecondPaper();
        return text.ToString();
    }

    private void FirstPaper()
    {
        Paragraph("## Why Capsule Neural Networks Do Not Scale");
        var table = new Table("", "where", "what", "paper", "ours", "n", "");
        var (rba, uniform) = (affNist.Of(Main, "rba"), affNist.Of(Main, "uniform"));
        foreach (var (name, seeds) in new[] { ("routing-by-agreement", rba), ("uniform routing", uniform) })
            if (seeds is not null) Paragraph($"The networks of Tables 1 and 2, {name}: {seeds.Runs[0].Header.Settings}.");
        Row(table, "A.1", "MNIST validation, RBA", new(0.992), rba?.Accuracy(SweepImages.Validation), rba, Point);
        Row(table, "A.1", "MNIST validation, uniform routing", new(0.992), uniform?.Accuracy(SweepImages.Validation), uniform, Point);
        Among(table, "AffNIST-style, RBA", Mitterreiter2023.Table5.Select(row => row.Rba), rba);
        Among(table, "AffNIST-style, uniform routing", Mitterreiter2023.Table5.Select(row => row.Uniform!.Value), uniform);
        var dynamics = rba?.Dynamics(SweepImages.AffNistSet);
        foreach (var (paper, l) in Mitterreiter2023.Table1.Select((row, l) => (row, l)))
        {
            Row(table, $"Table 1, routing layer {l + 1}", "dyr, AffNIST-style", paper.Dyr, dynamics?[l].Dyr, rba);
            Row(table, $"Table 1, routing layer {l + 1}", "dys, AffNIST-style", paper.Dys, dynamics?[l].Dys, rba);
        }

        var activations = rba?.Activations(SweepImages.AffNistSet);
        foreach (var (paper, l) in Mitterreiter2023.Table2.Select((row, l) => (row, l)))
        {
            Row(table, $"Table 2, layer {l + 1}", "cnm, AffNIST-style", paper.Cnm, activations?[l].Cnm, rba);
            Row(table, $"Table 2, layer {l + 1}", "car, AffNIST-style", paper.Car, activations?[l].Car, rba);
            Row(table, $"Table 2, layer {l + 1}", "cdr, AffNIST-style", paper.Cdr, activations?[l].Cdr, rba);
        }

        Sizes(table);
        Architectures(table, "AffNIST-style", 5, Mitterreiter2023.Table5, affNist, SweepImages.AffNistSet);
        Architectures(table, "CIFAR-10", 14, Mitterreiter2023.Table14, cifar10, SweepImages.Validation);
        table.Add("figures 4, 6, 7, 8", "correlation over the viewpoint", "curves", "notebook 02", 1, "no numbers are printed");
        Write(table);
    }

    private const double Point = 0.01;

    private static void Row(Table table, string where, string what, MeanAndStd paper, MeanAndStd? ours, SeedMeans? seeds, double? within = null)
    {
        string Verdict(double distance) => distance <= Math.Max(within ?? Math.Max(0.1 * paper.Mean, 0.02), 2 * (paper.Std + ours.Std))
            ? "reproduced"
            : $"differs: {Reason(where, what)}";
        table.Add(where, what, Short(paper), ours is null ? "" : Short(ours), seeds?.Runs.Count, ours is null ? NotRun : Verdict(Math.Abs(ours.Mean - paper.Mean)));
    }

    // The network of Tables 1 and 2 is no row of Table 5: its accuracy is held against the range of the rows.
    private static void Among(Table table, string what, IEnumerable<double> rows, SeedMeans? seeds)
    {
        var (least, greatest) = (rows.Min(), rows.Max());
        var ours = seeds?.Accuracy(SweepImages.AffNistSet);
        var away = ours is null ? 0 : Math.Max(0, Math.Max(least - ours.Mean, ours.Mean - greatest));
        table.Add(
            "Table 5, range of its rows", what, $"{Short(least)} to {Short(greatest)}", ours is null ? "" : Short(ours), seeds?.Runs.Count,
            ours is null ? NotRun : away <= Math.Max(Point, 2 * ours.Std) ? "reproduced" : "differs: not explained");
    }

    // What explains a difference, where something is known that does.
    private static string Reason(string where, string what) => (where.Split(',')[0], what.Split(',')[0]) switch
    {
        ("A.1", _) => "stopped after a fixed number of epochs",
        ("Table 1", "dyr" or "dys") => "dead capsules count as alive by this threshold, see below",
        ("Table 2", "cdr") => "the paper's thresholds are not given, see below",
        ("Table 2", "car") => "the paper's threshold is not given",
        _ => "not explained",
    };

    private static void Sizes(Table table)
    {
        // Beyond the rounding of what is printed in tenths of a million.
        var worst = Mitterreiter2023.Table4.SelectMany(row => row.Millions.Select((millions, k) => Math.Max(0, Math.Abs(
            (ParameterCount.OriginalRouting(row.Rows, row.Rows, row.Classes, Mitterreiter2023.Table4Dims[k]) / 1e6) - millions) - 0.05) / millions)).Max();
        table.Add(
            "Table 4", "parameters of the original network's routing layer", "20 cells", FormattableString.Invariant($"within {worst:P2}"), null,
            worst < 0.003 ? "reproduced" : "differs");
        foreach (var (number, rows, task) in new[] { (5, Mitterreiter2023.Table5, SweepTask.AffNist), (14, Mitterreiter2023.Table14, SweepTask.Cifar10) })
        {
            var equal = rows.Count(row =>
            {
                var count = ParameterCount.Of(task.NetworkOf(new(row.Depth, row.Capsules, row.Dim)));
                return Math.Abs((count.Routing / 1e4) - row.Routing) <= 0.5 && Math.Abs((count.Published / 1e4) - row.Backbone) <= 0.5;
            });
            table.Add($"Table {number}", "parameters", $"{rows.Count} rows", $"{equal} equal", null, equal == rows.Count ? "reproduced" : "differs");
        }
    }

    private static void Architectures(Table table, string images, int number, IReadOnlyList<ArchitectureRow> rows, SweepResults results, string set)
    {
        foreach (var (row, routing, paper) in rows.SelectMany(r => new[] { (r, "rba", (double?)r.Rba), (r, "uniform", r.Uniform) }))
            if (paper is { } accuracy && results.Of(new(row.Depth, row.Capsules, row.Dim), routing) is { } seeds)
                Row(table, $"Table {number}, {row.Capsules}×{row.Dim}, {row.Depth} routing layers", $"{images}, {routing}", new(accuracy), seeds.Accuracy(set), seeds, Point);
        var left = rows.Count(row => results.Of(new(row.Depth, row.Capsules, row.Dim), "rba") is null);
        table.Add(
            $"Table {number}", $"accuracy of {left} further networks, {images}", "", "", null,
            $"{NotRun}: `./workbook sweep {(number == 5 ? "affnist" : "cifar10")}`");
    }

    private void SecondPaper()
    {
        Paragraph("## An Algorithm for Routing Capsules in All Domains");
        var table = new Table("", "where", "what", "paper", "ours", "");
        var released = Number("smallnorb-released.json", "accuracy");
        table.Add(
            "Table 1", "smallNORB, the author's weights", "99.1 %", Share(released),
            released is null ? NotRun : "differs: tested on JPEG copies of all 24,300 pairs, and 24 pairs are .1 points");
        var scratch = Number("smallnorb-training.json", "testAccuracy");
        table.Add(
            "Table 1", "smallNORB, trained from scratch", "99.1 %", Share(scratch),
            scratch is null ? NotRun : "differs: 2,400 steps of 60,750; `./workbook train smallnorb`");
        var (trainable, running) = SmallNorbParameters();
        table.Add(
            "Table 1", "trainable parameters", "273K", FormattableString.Invariant($"{trainable:N0}"),
            FormattableString.Invariant($"reproduced: with the {running} running statistics of batch normalization {trainable + running:N0}"));
        var (five, two) = Heinsen2019.Parameters;   // counted by SstOptions.Parameters, which a test and notebook 06 hold against these
        table.Add("4.2", "parameters, SST-5 and SST-2", "141K to 143K", FormattableString.Invariant($"{five:N0} and {two:N0}"), "reproduced");
        table.Add("Tables 2, 3", "SST-5 and SST-2 with gpt2-large", "58.5 %, 95.6 %", "", $"{NotRun}: `./workbook run --scale paper notebooks/06-sst.ipynb` after `./workbook data get gpt2-large`");
        Write(table);
        if (File.Exists(Path.Combine(root, "sst-trials.json")))
            Paragraph("[sst-trials.json](sst-trials.json): the trials on the validation sentences by which notebook 06 chose its quick scale; its test accuracies are in the notebook.");
    }

    private static (long Trainable, long Running) SmallNorbParameters()
    {
        using var network = new SmallNorbNet();
        return (network.parameters().Sum(p => p.numel()), network.named_buffers().Where(b => b.name.Contains("running")).Sum(b => b.buffer.numel()));
    }

    private double? Number(string file, string property)
    {
        var path = Path.Combine(root, file);
        if (!File.Exists(path)) return null;
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.GetProperty("results").GetProperty(property).GetDouble();
    }

    private static string Share(double? value) => value is { } share ? (100 * share).ToString("F2", CultureInfo.InvariantCulture) + " %" : "";

    // Three digits where a share is meant, as few as tell anything elsewhere.
    private static string Short(double value) => value.ToString(value < 1 ? "F2" : "0.##", CultureInfo.InvariantCulture);

    private static string Short(MeanAndStd value)
    {
        if (double.IsNaN(value.Mean)) return "";
        // Accuracies need a third digit.
        return value.Mean is > 0.8 and < 1
            ? value.Mean.ToString("F3", CultureInfo.InvariantCulture) + (value.Std == 0 ? "" : " ± " + value.Std.ToString("F3", CultureInfo.InvariantCulture))
            : value.ToString();
    }

    private void Write(Table table) => Paragraph(table.ToMarkdown());

    private void Paragraph(string paragraph) => text.Append(text.Length == 0 ? "" : "\n").Append(paragraph).Append('\n');
}
