using Capsules.Workbook.Publishing;

namespace Capsules.Workbook.Tests;

/// <summary>A fact skipped where there is no Chromium.</summary>
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = ChromiumBrowser.Find() is null ? "there is no Chromium; the Debian packages are listed in tests/apt-packages.txt" : null;
}

/// <summary>A theory skipped where there is no Chromium.</summary>
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = new ChromiumFactAttribute().Skip;
}
