using Capsules.Training;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;

namespace Capsules.Tests;

public sealed class LiveProgressTests
{
    [Fact]
    public void ALineTellsShareRateAndTimeLeft() =>
        Assert.Equal(
            "training ━━━━━━━━━━────────── " + " 50 % · 1,000/2,000 · 100/s · 0:10 left · loss 0.25",
            new ProgressLine("training", 1000, 2000, TimeSpan.FromSeconds(10), "loss 0.25").ToString());

    [Fact]
    public void AFinishedLineTellsHowLongItTook() =>
        Assert.EndsWith("100 % · 20/20 · 2/s · took 0:10", new ProgressLine("x", 20, 20, TimeSpan.FromSeconds(10), "").ToString(), StringComparison.Ordinal);

    [Fact]
    public void AtMostTenUpdatesASecondAndTheLastAlways()
    {
        using var cell = KernelInvocationContext.GetOrCreateAmbientContext(new SubmitCode(""));
        var events = new List<DisplayEvent>();
        cell.KernelEvents.Subscribe(new Recorder(events));
        var time = new ManualTime();
        var live = new LiveProgress("steps", 1000, time);
        for (var i = 1; i <= 1000; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(1));
            live.Report(i);
        }
        Assert.IsType<DisplayedValueProduced>(events[0]);
        Assert.Equal(["text/html", "text/plain"], events[0].FormattedValues.Select(form => form.MimeType));
        Assert.InRange(events.Count, 10, 12);    // outside a kernel the package writes updates to standard output
        Assert.Contains("1,000/1,000", events[^1].FormattedValues.Last().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void NoStepsAreRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new LiveProgress("none", 0));

    private sealed class ManualTime : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _now += by.Ticks;

        public override long GetTimestamp() => _now;
    }

    private sealed class Recorder(List<DisplayEvent> events) : IObserver<KernelEvent>
    {
        public void OnNext(KernelEvent value)
        {
            if (value is DisplayEvent shown) events.Add(shown);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
