using System.Globalization;
using System.Xml.Linq;
using Capsules.Kernel.Runner;

namespace Capsules.Workbook.Running;

/// <summary>Results in the forms that build servers read: one test per notebook.</summary>
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
                ? new XElement("failure", new XAttribute("message", Clean(Message(failure))), Clean(string.Join('\n', failure.Traceback)))
                : null));
        Save(path, new XElement(
            "testsuites",
            new XElement(
                "testsuite",
                new XAttribute("name", "notebooks"),
                new XAttribute("tests", reports.Count),
                new XAttribute("failures", reports.Count(report => report.Failure is not null)),
                new XAttribute("time", Seconds(reports.Sum(report => report.Seconds))),
                cases)));
    }

    public static void WriteTrx(string path, IReadOnlyList<RunReport> reports)
    {
        XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
        // The type by which readers of this format know a unit test, and the list that holds tests of no other list.
        const string unitTest = "13cdc9d9-ddb5-4fa4-a97d-d965ccfc6d4b";
        const string loose = "8c84fa94-04c1-424b-9868-57a2d4851a1d";
        var tests = reports.Zip(Summary.Names(reports), (report, name) => (Report: report, Name: name, Id: Guid.NewGuid(), Execution: Guid.NewGuid())).ToArray();
        var failed = reports.Count(report => report.Failure is not null);
        Save(path, new XElement(
            ns + "TestRun",
            new XAttribute("id", Guid.NewGuid()),
            new XAttribute("name", "notebooks"),
            new XElement(ns + "Results", tests.Select(test => new XElement(
                ns + "UnitTestResult",
                new XAttribute("executionId", test.Execution),
                new XAttribute("testId", test.Id),
                new XAttribute("testName", test.Name),
                new XAttribute("computerName", Environment.MachineName),
                new XAttribute("duration", TimeSpan.FromSeconds(test.Report.Seconds).ToString("c", CultureInfo.InvariantCulture)),
                new XAttribute("testType", unitTest),
                new XAttribute("testListId", loose),
                new XAttribute("outcome", test.Report.Failure is null ? "Passed" : "Failed"),
                test.Report.Failure is { } failure
                    ? new XElement(ns + "Output", new XElement(
                        ns + "ErrorInfo",
                        new XElement(ns + "Message", Clean(Message(failure))),
                        new XElement(ns + "StackTrace", Clean(string.Join('\n', failure.Traceback)))))
                    : null))),
            new XElement(ns + "TestDefinitions", tests.Select(test => new XElement(
                ns + "UnitTest",
                new XAttribute("id", test.Id),
                new XAttribute("name", test.Name),
                new XElement(ns + "Execution", new XAttribute("id", test.Execution)),
                new XElement(ns + "TestMethod", new XAttribute("codeBase", test.Report.Notebook), new XAttribute("className", "notebooks"), new XAttribute("name", test.Name))))),
            new XElement(ns + "TestEntries", tests.Select(test => new XElement(
                ns + "TestEntry", new XAttribute("testId", test.Id), new XAttribute("executionId", test.Execution), new XAttribute("testListId", loose)))),
            new XElement(ns + "TestLists", new XElement(ns + "TestList", new XAttribute("name", "Results Not in a List"), new XAttribute("id", loose))),
            new XElement(
                ns + "ResultSummary",
                new XAttribute("outcome", failed == 0 ? "Completed" : "Failed"),
                new XElement(ns + "Counters", new XAttribute("total", reports.Count), new XAttribute("executed", reports.Count),
                    new XAttribute("passed", reports.Count - failed), new XAttribute("failed", failed)))));
    }

    private static void Save(string path, XElement root)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        new XDocument(root).Save(path);
    }

    private static string Message(RunFailure failure) => $"{Summary.Place(failure)} failed: {failure.Message}";

    private static string Seconds(double seconds) => seconds.ToString("0.000", CultureInfo.InvariantCulture);

    // XML has no place for control characters, and a cell may print any.
    private static string Clean(string text) => new([.. text.Where(System.Xml.XmlConvert.IsXmlChar)]);
}
