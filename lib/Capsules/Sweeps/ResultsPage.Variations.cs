using System.Globalization;
using Capsules.Analysis;
using Capsules.Plots;
using Capsules.Published;

namespace Capsules.Sweeps;

/// <content>What the first paper leaves open, turned: thresholds, depth, initial values, one setting at a time.</content>
internal sealed partial class ResultsPage
{
    private static readonly double[] Levels = [0.01, 0.05, 0.1, 0.2];

    // One setting of the paper's turned at a time; each is run into the folder of its name.
    private static readonly string[] Settings =
    [
        "paper", "iterations-1", "iterations-2", "iterations-3", "iterations-5", "iterations-20", "weight-decay-0", "weight-decay-1e-5", "weight-decay-1e-4",
        "weight-decay-1e-3", "softmax-lower", "squash-sabour",
    ];

    private void OtherThresholds()
    {
        if (affNist.Of(Main, "rba") is not { } rba) return;
        Paragraph("## What the thresholds decide");
        Paragraph(
            "The paper names ε₁ and ε₂, under which a capsule's mean norm and its deviation make it dead, and gives no values. Both at once, over AffNIST-style "
            + "images; dys counts alive capsules alone, so it changes with them. Files of older runs lack what dys would need.");
        var table = new Table(
            "", "networks", "n", "ε₁ = ε₂", "dead in layer 2", "3", "4", "dys of routing layer 1", "2", "3", "4");
        Add("Tables 1 and 2", rba);
        foreach (var (name, run) in RunsBelow("initial-values").Where(r => r.Run.Header.Architecture == Main)) Add($"initial values {name}", new SeedMeans([run]));
        table.Add(
            ["the paper", 10, "", .. Mitterreiter2023.Table2.Skip(1).Take(3).Select(row => Short(row.Cdr)), .. Mitterreiter2023.Table1.Select(row => Short(row.Dys))]);
        Write(table);

        void Add(string name, SeedMeans networks)
        {
            foreach (var level in Levels)
            {
                var dynamics = networks.Dynamics(SweepImages.AffNistSet, new Thresholds(DeadMean: level, DeadStd: level));
                table.Add(
                    [name, networks.Runs.Count, Short(level), .. networks.DeadRates(SweepImages.AffNistSet, level, level).Skip(1).Take(3).Select(Short),
                        .. Enumerable.Range(0, Main.Depth).Select(l => dynamics is null ? "" : Short(dynamics[l].Dys))]);
            }
        }
    }

    private List<(string Name, FinishedRun Run)> RunsBelow(string folder) => Directory.Exists(Path.Combine(root, folder))
        ? [.. Directory.GetDirectories(Path.Combine(root, folder)).Order(StringComparer.Ordinal)
            .SelectMany(f => SweepResults.Read("affnist", f).Finished.Select(run => (Path.GetFileName(f), run)))]
        : [];

    // Figure 15 and Table 5 for one size of capsules, and the shares of dead capsules over the depth.
    private void Depths()
    {
        var results = SweepResults.Read("affnist", Path.Combine(root, "sweep-depths"));
        if (results.Finished.Count == 0) return;
        Paragraph("## Depth");
        Paragraph(
            $"Layers of {Main.Capsules} capsules of dimension {Main.Dim}, one network each, {string.Join("; ", results.Finished.Select(Length).Distinct())}; "
            + "figures over AffNIST-style images unless said otherwise. Layers are counted from PrimeCaps, which is 1.");
        var table = new Table(
            "", "routing layers", "routing", "MNIST, %", "AffNIST-style, %", "car of layers 2, 3, …", "dead by .05", "dead by .1", "dys of routing layers 1, 2, …");
        List<string> missing = [];
        foreach (var depth in Enumerable.Range(1, 6))
            foreach (var routing in new[] { "rba", "uniform" })
            {
                if (results.Of(Main with { Depth = depth }, routing) is not { Runs: [var run, ..] }) missing.Add($"{depth} {routing}");
                else
                {
                    var set = run.Result.Statistics[SweepImages.AffNistSet];
                    string Layers(Func<LayerStatistics, double> figure) => string.Join(" ", set.Layers.Skip(1).Select(layer => Short(figure(layer))));
                    table.Add(
                        depth, routing, Percent(run, SweepImages.Validation), Percent(run, SweepImages.AffNistSet), Layers(layer => layer.Car),
                        Layers(layer => layer.DeadRate(0.05, 0.05)), Layers(layer => layer.DeadRate(0.1, 0.1)),
                        routing == "uniform" ? "" : string.Join(" ", set.Routing.Select(layer => layer.Dys is { } dys ? Short(dys) : "–")));
                }
            }

        Write(table);
        Missing(missing, "--depths DEPTH --routing ROUTING --epochs 4", "sweep-depths");
    }

    // What is still to run of a section, and by which command.
    private void Missing(List<string> missing, string options, string folder)
    {
        if (missing.Count == 0) return;
        Paragraph(
            $"{char.ToUpperInvariant(NotRun[0])}{NotRun[1..]}: {string.Join(", ", missing)}; by `./workbook sweep affnist --caps 16 --dims 8 --batch 64 "
            + $"--learning-rate 0.002 --initial-std 0.25 {options} --out data/results/{folder}`.");
    }

    // Every folder of folders of runs is a comparison of variations, a row for each.
    private void Variations()
    {
        foreach (var folder in Directory.GetDirectories(root).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal))
        {
            var runs = RunsBelow(folder);
            if (runs.Count == 0) continue;
            if (folder == "settings") runs = [.. runs.OrderBy(run => Array.IndexOf(Settings, run.Name))];
            Paragraph($"## {char.ToUpperInvariant(folder[0])}{folder[1..].Replace('-', ' ')}");
            Paragraph($"One network each, {string.Join("; ", runs.Select(r => Length(r.Run)).Distinct())}; figures over AffNIST-style images.");
            var depth = runs.Max(r => r.Run.Header.Depth);
            var table = new Table(
                "", ["variation", "epochs", "MNIST, %", "AffNIST-style, %", "PrimeCaps' norm", .. Enumerable.Range(2, depth).Select(l => $"car {l}"),
                    .. Enumerable.Range(1, depth).Select(l => $"dys {l}"), "dead by .05 in layers 2, 3, …", "by .1", "by .2"]);
            foreach (var (name, run) in runs) table.Add(Variation(name, run, depth));
            Write(table);
            if (folder == "settings")
                Missing([.. Settings.Except(runs.Select(run => run.Name))], "--depths 4 --routing rba --epochs 5 --OPTION VALUE", "settings/OPTION-VALUE");
        }
    }

    private static object?[] Variation(string name, FinishedRun run, int depth)
    {
        var set = run.Result.Statistics[SweepImages.AffNistSet];
        string Dead(double level) => string.Join(" ", set.Layers.Skip(1).SkipLast(1).Select(layer => Short(layer.DeadRate(level, level))));
        return
        [
            name, run.Result.Epochs, Percent(run, SweepImages.Validation), Percent(run, SweepImages.AffNistSet),
            set.Layers[0].Cnm.ToString("F3", CultureInfo.InvariantCulture),
            .. Enumerable.Range(1, depth).Select(l => set.Layers.ElementAtOrDefault(l) is { } layer ? Short(layer.Car) : ""),
            .. Enumerable.Range(0, depth).Select(l => set.Routing.ElementAtOrDefault(l) is { Dys: { } dys } ? Short(dys) : ""),
            Dead(0.05), Dead(0.1), Dead(0.2),
        ];
    }

    private static string Percent(FinishedRun run, string images) => (100 * run.Result.Accuracy[images]).ToString("F2", CultureInfo.InvariantCulture);

    private static string Length(FinishedRun run)
    {
        var s = run.Header.Settings;
        return string.Create(CultureInfo.InvariantCulture, $"seed {run.Header.Seed}, at most {s.Epochs} epochs, batches of {s.Batch}, learning rate {s.LearningRate}");
    }
}
