namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class DisplayTests(EngineFixture engine)
{
    [Fact]
    public async Task EveryWayToDisplayReachesTheCell()
    {
        var (result, output) = await engine.Run(
            "display(1); 2.Display(); HTML(\"<b>3</b>\").Display(); \"4\".DisplayAs(\"text/markdown\"); Javascript(\"five()\"); KernelInvocationContext.Current.Display(6);");
        Assert.Null(result.Error);
        Assert.Equal(6, output.Displays.Count);
        Assert.Equal("1", (string?)output.Displays[0].Data["text/plain"]);
        Assert.Equal("2", (string?)output.Displays[1].Data["text/plain"]);
        Assert.Equal("<b>3</b>", (string?)output.Displays[2].Data["text/html"]);
        Assert.Equal("3", (string?)output.Displays[2].Data["text/plain"]);
        Assert.Equal("4", (string?)output.Displays[3].Data["text/markdown"]);
        Assert.Equal("<script type=\"text/javascript\">five()</script>", (string?)output.Displays[4].Data["text/html"]);
        Assert.Equal("6", (string?)output.Displays[5].Data["text/plain"]);
    }

    [Theory]
    [InlineData("display(\"one\")")]
    [InlineData("\"one\".Display()")]
    [InlineData("KernelInvocationContext.Current.Display((object)\"one\")")]
    public async Task ADisplayedValueIsUpdatedInPlaceAlsoFromALaterCell(string display)
    {
        var (_, first) = await engine.Run($"var shown = {display}; shown.Update(\"two\");");
        Assert.Equal((first.Displays[0].Id, "two"), (first.Updates[0].Id, (string?)first.Updates[0].Data["text/plain"]));
        var (_, second) = await engine.Run("shown.Update(\"three\");");
        Assert.Equal((first.Displays[0].Id, "three"), (second.Updates[0].Id, (string?)second.Updates[0].Data["text/plain"]));
    }

    [Fact]
    public async Task OnlyTheMimeTypesAskedForAreMadeBesidesText()
    {
        var (_, output) = await engine.Run("new { A = 1 }.Display(\"application/json\");");
        Assert.Equal(["application/json", "text/plain"], output.Displays[0].Data.Select(form => form.Key).Order());
        Assert.Equal(1, (int)output.Displays[0].Data["application/json"]!["A"]!);
    }

    [Fact]
    public async Task ScalarsAreTextAlone()
    {
        var (result, _) = await engine.Run("3.5");
        Assert.Equal(["text/plain"], result.Value!.Select(form => form.Key));
    }

    [Fact]
    public async Task ARegisteredFormatterShowsItsType()
    {
        var (result, _) = await engine.Run(
            "class Leaf { }\nFormatter.Register<Leaf>((leaf, writer) => writer.Write(\"<i>leaf</i>\"), \"text/html\");\nFormatter.Register<Leaf>((leaf, writer) => writer.Write(\"leaf\"), \"text/plain\");\nnew Leaf()");
        Assert.Equal(("<i>leaf</i>", "leaf"), ((string)result.Value!["text/html"]!, (string)result.Value["text/plain"]!));
    }

    [Theory]
    [InlineData("new[] { (Name: \"a\", Loss: 0.25), (Name: \"bb\", Loss: 10) }", "Item1  Item2\na       0.25\nbb        10")]
    [InlineData("new[] { new { Epoch = 1, Accuracy = 0.5 }, new { Epoch = 20, Accuracy = 0.975 } }", "Epoch  Accuracy\n    1       0.5\n   20     0.975")]
    [InlineData("new double[,] { { 1, 2 }, { 3.5, 4 } }", "  0  1\n  1  2\n3.5  4")]
    public async Task SequencesOfRecordsAndMatricesAreTables(string code, string text)
    {
        var (result, _) = await engine.Run(code);
        Assert.Equal(text, (string?)result.Value!["text/plain"]);
        var html = (string)result.Value["text/html"]!;
        Assert.StartsWith("<table><thead><tr><th", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADataTableIsATableWithEscapedText()
    {
        var (result, _) = await engine.Run("var data = new System.Data.DataTable(); data.Columns.Add(\"Who\"); data.Rows.Add(\"<you>\"); data");
        Assert.Contains("&lt;you&gt;", (string)result.Value!["text/html"]!, StringComparison.Ordinal);
        Assert.Equal("Who\n<you>", (string?)result.Value["text/plain"]);
    }

    [Fact]
    public async Task ALongTableSaysHowManyRowsItLeavesOut()
    {
        var (result, _) = await engine.Run("Enumerable.Range(0, 250).Select(i => new { I = i }).ToArray()");
        Assert.Contains("150 more rows, 250 in all", (string)result.Value!["text/plain"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnObjectsHtmlCarriesNoStyleBlock()
    {
        var (result, _) = await engine.Run("new { A = 1, B = new { C = \"x\" } }");
        var html = (string)result.Value!["text/html"]!;
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFailingFormatterIsAnErrorOfTheCell()
    {
        var error = await engine.Error("class Thorn { public override string ToString() => throw new FormatException(\"ouch\"); }\nFormatter.Register<Thorn>((t, w) => w.Write(t.ToString()), \"text/plain\");\nnew Thorn()");
        Assert.Equal("ouch", error.Message);
    }

    [Theory]
    [InlineData("class Ring1 { public Ring1 Next => this; public List<Ring1> All => [this]; }\nnew Ring1()")]
    [InlineData("class Wide1(int depth) { public Wide1[] Children => Enumerable.Range(0, depth == 0 ? 0 : 100).Select(_ => new Wide1(depth - 1)).ToArray(); }\nnew Wide1(50)")]
    [InlineData("Enumerable.Range(0, 1_000_000).ToArray()")]
    [InlineData("Enumerable.Range(0, 1_000_000).ToDictionary(i => i)")]
    [InlineData("IEnumerable<int> Forever() { for (var i = 0; ; i++) yield return i; }\nnew object[] { Forever(), Forever() }")]
    [InlineData("IEnumerable<(int A, int B)> Pairs() { for (var i = 0; ; i++) yield return (i, i); }\nPairs()")]
    [InlineData("new string('x', 3_000_000)")]
    [InlineData("new double[2000, 2000]")]
    public async Task WhatHasNoEndIsCut(string code)
    {
        var (result, _) = await engine.Run(code);
        Assert.Null(result.Error);
        Assert.InRange(result.Value!.Sum(form => form.Value!.ToString().Length), 1, 400_000);
    }

    [Fact]
    public async Task APropertyThatThrowsSpoilsNothingElse()
    {
        await engine.Value("class Faulty { public int Good => 1; public int Bad => throw new FormatException(\"no\"); }");
        Assert.Matches("Good: 1[^!]*Bad: System.FormatException: no", await engine.Value("new Faulty()"));
        Assert.Equal("Good  Bad\n   1  FormatException", await engine.Value("new[] { new Faulty() }"));
    }

    [Fact]
    public async Task EveryFormRegisteredForATypeIsShownJsonAsAnObject()
    {
        var (result, _) = await engine.Run(
            "class Graph1;\nFormatter.Register<Graph1>(_ => \"{\\\"data\\\": [1]}\", \"application/vnd.plotly.v1+json\");\nFormatter.Register<Graph1>(_ => \"<b>chart</b>\", \"text/html\");\nFormatter.Register<Graph1>(_ => \"chart\", \"text/plain\");\nnew Graph1()");
        var forms = result.Value!;
        Assert.Equal(["application/vnd.plotly.v1+json", "text/html", "text/plain"], forms.Select(form => form.Key).Order());
        Assert.Equal(1, (int)forms["application/vnd.plotly.v1+json"]!["data"]![0]!);
    }

    [Fact]
    public async Task DisplaysOfATaskThatOutlivesItsCellStayWithTheCell()
    {
        var (_, first) = await engine.Run("var open = new System.Threading.SemaphoreSlim(0); var shows = Task.Run(async () => { await open.WaitAsync(); display(\"late\"); });");
        await engine.Run("open.Release(); await shows;");
        Assert.Equal("late", (string?)first.Displays.Single().Data["text/plain"]);
    }
}
