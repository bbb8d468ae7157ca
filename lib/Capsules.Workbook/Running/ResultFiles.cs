using System.Globalization;
using System.Xml.Linq;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Running;

/// <summary>Results as build servers read them: one test per notebook.</summary>
internal static class ResultFiles
{
    public static void WriteJUnit(string path, IReadOnlyList<RunReport> reports)
    {
        var cases = reports.Zip(Summary.Names(reports)).Select(each => new XElement(
            "testcase",
            new XAttribute("classname", "notebooks"),
            new XAttribute("name", each.Second),
            new XAttribute("time", Seconds(each.First.Seconds)),
            each.First.Failure is { } failure
                ? new XElement("failure", new XAttribute("message", Clean(Message(failure))), Clean(string.Join('\n', failure.Error.Traceback)))
                : null));
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        new XDocument(new XElement(
            "testsuites",
            new XElement(
                "testsuite",
                new XAttribute("name", "notebooks"),
                new XAttribute("tests", reports.Count),
                new XAttribute("failures", reports.Count(report => report.Failure is not null)),
                new XAttribute("time", Seconds(reports.Sum(report => report.Seconds))),
                cases))).Save(path);
    }

    private static string Message(RunFailure failure) => $"{Summary.Place(failure)} failed: {failure.Error.Message}";

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    // XML has no place for control characters, and a cell may print any.
    private static string Clean(string text) => new([.. text.Where(System.Xml.XmlConvert.IsXmlChar)]);
}
