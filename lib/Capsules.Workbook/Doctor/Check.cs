namespace Capsules.Workbook.Doctor;

/// <summary>Something that the workbook uses, and how it stands on this machine.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Mend">What to type or do where that is not enough; null where all is well.</param>
/// <param name="Needed">Whether anything fails without it.</param>
internal sealed record Check(string Name, string Text, string? Mend = null, bool Needed = true)
{
    /// <summary>Whether the workbook runs as things are.</summary>
    public bool Passes => Mend is null || !Needed;

    public override string ToString() => $"{(Mend is null ? "ok" : Needed ? "!!" : "--")}  {Name,-10} {Text}{(Mend is null ? "" : $"\n{"",15}{Mend}")}";
}
