using System.Globalization;
using Capsules.Analysis;
using Capsules.Plots;
using Capsules.Published;

namespace Capsules.Sweeps;

/// <content>What the first paper leaves open, turned: thresholds, depth, initial values, one setting at a time.</content>
internal sealed partial class ResultsPage
{
    private static readonly double[] Levels = [0.01, 0.05, 0.1, 0.2];

    // The runs of a variation begin alike; the rest is its name and what it turns.
    private const string Run = "./workbook sweep affnist --caps 16 --dims 8 --batch 64 --learning-rate 0.002";

    // One setting of the paper's turned at a time; each is run into the folder of its name.
    private static readonly (string Name, string Options)[] Settings =
    [
        ("paper", ""), .. from n in new[] { 1, 2, 3, 5, 20 } select ($"iterations-{n}", $" --iterations {n}"),
        .. from decay in new[] { "0", "1e-5", "1e-4", "1e-3" } select ($"weight-decay-{decay}", $" --weight-decay {decay}"),
        ("softmax-lower", " --softmax Lower"), ("squash-sabour", " --squash Sabour"),
    ];

    private static readonly (string Closing, string Std)[] InitialValues =
        [.. from closing in new[] { "He", "PyTorch" } from std in new[] { "0.044", "0.1", "0.25" } select (closing, std)];

    private readonly Table notRun = new("", "what", "command");

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
        var missing = Enumerable.Range(1, 6).SelectMany(depth => new[] { (depth, "rba"), (depth, "uniform") })
            .Where(member => results.Of(Main with { Depth = member.depth }, member.Item2) is null).ToList();
        if (missing.Count > 0)
        {
            notRun.Add(
                $"figure 15's shape: depths {string.Join(", ", missing.Select(member => $"{member.depth} {member.Item2}"))}",
                $"`{Run} --depths 1,2,3,4,5,6 --initial-std 0.25 --epochs 4 --out data/results/sweep-depths`");
        }

        if (results.Finished.Count == 0) return;
        Paragraph("## Depth");
        Paragraph(
            $"Layers of {Main.Capsules} capsules of dimension {Main.Dim}, one network each, {string.Join("; ", results.Finished.Select(Length).Distinct())}; "
            + "figures over AffNIST-style images unless said otherwise. Layers are counted from PrimeCaps, which is 1.");
        var table = new Table(
            "", "routing layers", "routing", "MNIST, %", "AffNIST-style, %", "car of layers 2, 3, …", "dead by .05", "dead by .1", "dys of routing layers 1, 2, …");
        foreach (var run in results.Finished.OrderBy(run => run.Header.Depth))
        {
            var set = run.Result.Statistics[SweepImages.AffNistSet];
            string Layers(Func<LayerStatistics, double> figure) => string.Join(" ", set.Layers.Skip(1).Select(layer => Short(figure(layer))));
            table.Add(
                run.Header.Depth, run.Header.Routing, Percent(run, SweepImages.Validation), Percent(run, SweepImages.AffNistSet), Layers(layer => layer.Car),
                Layers(layer => layer.DeadRate(0.05, 0.05)), Layers(layer => layer.DeadRate(0.1, 0.1)),
                run.Header.Routing == "uniform" ? "" : string.Join(" ", set.Routing.Select(layer => layer.Dys is { } dys ? Short(dys) : "–")));
        }

        Write(table);
    }

    // Every folder of folders of runs is a comparison of variations, a row for each.
    private void Variations()
    {
        foreach (var folder in Directory.GetDirectories(root).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal))
        {
            var runs = RunsBelow(folder);
            if (runs.Count == 0) continue;
            if (folder == "settings") runs = [.. runs.OrderBy(run => Array.FindIndex(Settings, setting => setting.Name == run.Name))];
            Paragraph($"## {char.ToUpperInvariant(folder[0])}{folder[1..].Replace('-', ' ')}");
            Paragraph($"One network each, {string.Join("; ", runs.Select(r => Length(r.Run)).Distinct())}; figures over AffNIST-style images."
                + (folder == "settings" ? " With one iteration the couplings are their priors, the same for every image." : ""));
            var depth = runs.Max(r => r.Run.Header.Depth);
            var table = new Table(
                "", ["variation", "epochs", "MNIST, %", "AffNIST-style, %", "PrimeCaps' norm", .. Enumerable.Range(2, depth).Select(l => $"car {l}"),
                    .. Enumerable.Range(1, depth).Select(l => $"dys {l}"), "dead by .05 in layers 2, 3, …", "by .1", "by .2"]);
            foreach (var (name, run) in runs) table.Add(Variation(name, run, depth));
            Write(table);
        }

        Missing("initial-values", InitialValues.Select(start =>
            ($"{start.Closing.ToLowerInvariant()}-{start.Std}", $" --closing {start.Closing} --initial-std {start.Std} --epochs 6")));
        Missing("settings", Settings.Select(setting => (setting.Name, $" --initial-std 0.25 --epochs 5{setting.Options}")));
        foreach (var best in Mitterreiter2023.Table15.Where(row => row.Depth is 1 or 3))
        {
            if (cifar10.Of(new(best.Depth, best.Capsules, best.Dim), "rba") is null)
                notRun.Add(
                    $"CIFAR-10, the paper's best network of depth {best.Depth}, both routings",
                    $"`./workbook sweep cifar10 --depths {best.Depth} --caps {best.Capsules} --dims {best.Dim} --learning-rate 1e-4 --epochs 5`");
        }
    }

    private void Missing(string folder, IEnumerable<(string Name, string Options)> planned)
    {
        var done = RunsBelow(folder).Select(run => run.Name).ToHashSet();
        foreach (var (name, options) in planned.Where(run => !done.Contains(run.Name)))
            notRun.Add($"{folder.Replace('-', ' ')}: {name}", $"`{Run} --depths 4 --routing rba{options} --out data/results/{folder}/{name}`");
    }

    private void NotRunYet()
    {
        if (notRun.Rows.Count == 0) return;
        Paragraph("## Not run");
        Paragraph("One seed each; a command that is stopped goes on where it was, and leaves out what is done.");
        Write(notRun);
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
