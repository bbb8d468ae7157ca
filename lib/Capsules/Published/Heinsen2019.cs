namespace Capsules.Published;

/// <summary>A row of Table 1: a capsule network and its accuracy on smallNORB's test pairs.</summary>
/// <param name="Model">Authors and year.</param>
/// <param name="Accuracy">In percent.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="Epochs">Training epochs; null where not published.</param>
/// <param name="Note">What sets it apart; empty where nothing does.</param>
public sealed record SmallNorbRow(string Model, double Accuracy, double Parameters, int? Epochs, string Note = "");

/// <summary>A row of Table 2 or 3: a model and its accuracy on the test sentences.</summary>
/// <param name="Model">Architecture and pretraining.</param>
/// <param name="Year">Year of publication, the horizontal axis of figure 2.</param>
/// <param name="Accuracy">In percent.</param>
/// <param name="SeveralTasks">Whether it was trained on other tasks too, or is an ensemble.</param>
public sealed record SentimentRow(string Model, int Year, double Accuracy, bool SeveralTasks = false);

/// <summary>Figures printed in Heinsen (2019), "An Algorithm for Routing Capsules in All Domains".</summary>
public static class Heinsen2019
{
    /// <summary>Table 1 and figure 1.</summary>
    public static IReadOnlyList<SmallNorbRow> Table1 { get; } =
    [
        new("Sabour et al. (2017)", 97.3, 8_200_000, null),
        new("Ciresan et al. (2011)", 97.4, 2_700_000, null, "much image processing in training"),
        new("Hinton et al. (2018)", 98.2, 310_000, 300),
        new("Hinton et al. (2018), several crops", 98.6, 310_000, 300, "mean over random crops of an image"),
        new("Heinsen (2019)", 99.1, 273_000, 50),
    ];

    /// <summary>Table 2 and figure 2: SST-5/R.</summary>
    public static IReadOnlyList<SentimentRow> Table2 { get; } =
    [
        new("RNTN / none", 2013, 45.7),
        new("CNN / word2vec", 2014, 48.0),
        new("Para-Vec / on dataset", 2014, 48.7),
        new("LSTM / on PP2B", 2015, 49.1),
        new("DMN / GloVe", 2015, 51.1),
        new("NSE / GloVe", 2016, 52.8),
        new("ByteLSTM / 82M reviews", 2017, 52.9),
        new("CT-LSTM / word2vec", 2017, 53.6),
        new("BCN+Char / CoVe", 2017, 53.7),
        new("BCN / ELMo", 2018, 54.7),
        new("SuBiLSTM+Char / CoVe", 2018, 56.2),
        new("Routing / GPT-2 large (the paper)", 2019, 58.5),
    ];

    /// <summary>Table 3: SST-2/R.</summary>
    public static IReadOnlyList<SentimentRow> Table3 { get; } =
    [
        new("Snorkel (ensemble)", 2018, 96.2, SeveralTasks: true),
        new("MT-DNN", 2019, 95.6, SeveralTasks: true),
        new("MT-DNN (ensemble)", 2019, 96.5, SeveralTasks: true),
        new("XLNet (ensemble)", 2019, 96.8, SeveralTasks: true),
        new("BCN+Char+CoVe", 2017, 90.3),
        new("Block-sparse LSTM", 2017, 93.2),
        new("BERT", 2018, 94.9),
        new("Routing + GPT-2 large (the paper)", 2019, 95.6),
    ];

    /// <summary>Trainable parameters for SST-5/R and SST-2/R with the normalization where figure 5 has it; the paper says 141,000 to 143,000.</summary>
    public static (long Five, long Two) Parameters { get; } = (142_912, 141_376);
}
