namespace Capsules.Kernel.Tests;

[Collection("engine")]
public sealed class EngineEditorTests(EngineFixture engine)
{
    [Theory]
    [InlineData("Console.Wri|", "Write,WriteLine")]
    [InlineData("System.Collections.Gen|", "Generic")]
    [InlineData("using System.Thr|", "Threading")]
    [InlineData("DayOfWeek.F|", "Friday")]
    [InlineData("\"abc\".ToUpp|", "ToUpper,ToUpperInvariant")]
    [InlineData("new[] { 1 }.Sele|", "Select,SelectMany")]
    [InlineData("var local = 1;\nloc|", "local,lock,LocalDataStoreSlot")]
    [InlineData("string s = null; s?.Len|", "Length")]
    [InlineData("\"😀\".Len|", "Length")]
    [InlineData("new System.Text.StringBuilder { Cap|", "Capacity,Capsules")]
    [InlineData("Math.Max(1, Math.Mi|)", "Min,MinMagnitude")]
    [InlineData("// Cons|", "")]
    [InlineData("\"Cons|\"", "")]
    [InlineData("12|", "")]
    public void CompletionsFitThePlace(string marked, string expected)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        var completions = engine.Engine.Complete(marked.Remove(cursor, 1), cursor);
        Assert.Equal(expected, string.Join(',', completions.Items.Select(item => item.Text)));
    }

    [Fact]
    public async Task CompletionsKnowWhatCellsDeclared()
    {
        await engine.Value("class Editable { public int Width; public static int Made; public int Area() => 1; }\nvar editableThing = new Editable();");
        var (items, start, end) = Complete("  editableTh");
        Assert.Equal(("editableThing", 2, 12), (items, start, end));
        Assert.Equal("Area,Display,Equals,FormatTo,GetHashCode,GetType,ToDisplayString,ToString,Width", Complete("editableThing.").Items);
        Assert.Contains("Made", Complete("Editable.").Items.Split(','));
        Assert.DoesNotContain("Width", Complete("Editable.").Items.Split(','));
        Assert.Equal("Width", Complete("editableThing.Area() + editableThing.Wi").Items);
    }

    [Theory]
    [InlineData("Console.Write|Line(1)", "void Console.WriteLine", "Writes")]
    [InlineData("DateTime|.Now", "struct System.DateTime", "instant in time")]
    [InlineData("Math.Pow(|2, 3)", "double Math.Pow(double x, double y)", "specified power")]
    [InlineData("string.Join(\",\", |", "string string.Join(", "Concatenates")]
    [InlineData("new Uri(|", "Uri.Uri(string uriString)", "Initializes")]
    public void AHoverShowsSignatureAndDocumentation(string marked, string signature, string documentation)
    {
        var text = Inspect(marked);
        Assert.Contains(signature, text, StringComparison.Ordinal);
        Assert.Contains(documentation, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommentsOfACellAndALibraryAreDocumentation()
    {
        EngineReferenceTests.Build(engine.Folder, "Documented", """
            namespace Documented;
            /// <summary>A thing to be measured.</summary>
            public class Thing
            {
                /// <summary>How long it is, see <see cref="Thing"/>.</summary>
                /// <param name="unit">In what.</param>
                /// <returns>A length.</returns>
                /// <exception cref="System.ArgumentException">No such unit.</exception>
                public double Length(string unit) => 1;
            }
            """);
        await engine.Value("#r \"Documented.dll\"\nusing Documented;\n/// <summary>Doubles it.</summary>\nint Doubled(int x) => 2 * x;");
        Assert.Equal("double Thing.Length(string unit)\nHow long it is, see Thing.\n  unit: In what.\nReturns: A length.\nThrows ArgumentException: No such unit.", Inspect("new Thing().Len|gth(\"m\")"));
        Assert.Equal("int Doubled(int x)\nDoubles it.", Inspect("Doubled(|"));
    }

    [Theory]
    [InlineData("|")]
    [InlineData("1 + |2")]
    [InlineData("nothingKnown|")]
    public void WhereThereIsNothingToSayNothingIsSaid(string marked)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        Assert.Null(engine.Engine.Inspect(marked.Remove(cursor, 1), cursor));
    }

    private (string Items, int Start, int End) Complete(string code)
    {
        var completions = engine.Engine.Complete(code, code.Length);
        return (string.Join(',', completions.Items.Select(item => item.Text)), completions.Start, completions.End);
    }

    private string Inspect(string marked)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        return engine.Engine.Inspect(marked.Remove(cursor, 1), cursor)!.ReplaceLineEndings("\n");
    }
}
