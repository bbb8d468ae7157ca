using Capsules.Data;
using Capsules.Routing;

namespace Capsules.Live.Tests;

public sealed class KnobsTests
{
    private static readonly Knobs Start = new(View: new AffineTransform());

    [Fact]
    public void AStateIsItsQueryAndBack()
    {
        var knobs = new Knobs(
            RoutingKind.KMeans, 20, 2.5, SoftmaxOver.Lower, Priors: false, SquashKind.Sabour, 0.2, 0.05, 0, "AZaz.09-_", new AffineTransform(-45, 10, 1.25, 3.5, -2));
        Assert.Equal(knobs, Knobs.Parse("?" + knobs.ToQuery(), Start, images: 1));
    }

    [Fact]
    public void WhatAQueryDoesNotNameStaysAsItWas() =>
        Assert.Equal(Start with { Iterations = 3, Image = 7 }, Knobs.Parse("iterations=3&image=7", Start, images: 8));

    [Theory]
    [InlineData("iterations=21", "iterations is '21'; it must be a whole number from 1 to 20")]
    [InlineData("iterations=2.5", "a whole number from 1 to 20")]
    [InlineData("sharpness=-1", "sharpness is '-1'; it must be a number from 0 to 10")]
    [InlineData("turn=NaN", "a number from -180 to 180")]
    [InlineData("routing=best", "routing is 'best'; it must be rba or uniform or em or kmeans")]
    [InlineData("image=8", "image is '8'; it must be a whole number from 0 to 7")]
    [InlineData("image=-1", "a whole number from 0 to 7")]
    [InlineData("ink=ABC", "an even number of letters")]
    [InlineData("ink=A*", "letters, digits, - and _")]
    [InlineData("ink=", "from 2 to 6000")]
    [InlineData("iteratons=3", "there is no knob 'iteratons'; there are routing")]
    public void AWrongValueIsAnsweredWithASentence(string query, string sentence) =>
        Assert.Contains(sentence, Assert.Throws<ArgumentException>(() => Knobs.Parse(query, Start, images: 8)).Message, StringComparison.Ordinal);

    [Fact]
    public void TheKnobsBuildTheRoutingTheyName()
    {
        Assert.Equal("uniform routing", (Start with { Routing = RoutingKind.Uniform }).ToRouting().Description);
        Assert.Equal("routing-by-agreement, 3 iterations, sharpness 2, without priors", (Start with { Iterations = 3, Sharpness = 2, Priors = false }).ToRouting().Description);
        Assert.Equal("EM on the votes, 10 iterations, Sabour's squash", (Start with { Routing = RoutingKind.Em, Squash = SquashKind.Sabour }).ToRouting().Description);
    }

    [Fact]
    public void ADrawingHasInkUnderThePenAndNoneElsewhere()
    {
        var like = new ImageSet("blank", new byte[40 * 40], [0], 1, 40, 40, ["a"], "blank", false);
        var picture = Drawing.Picture("IIII4I4I", like);   // a line from (8, 8) to (56, 8) of 64, which is row 5 of 40
        Assert.Equal(255, picture.Image(0)[5 * 40 + 20]);
        Assert.Equal(0, picture.Image(0)[20 * 40 + 20]);
        Assert.Equal(0, picture.Image(0)[5 * 40]);
    }
}
