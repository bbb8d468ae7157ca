using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Sends what cells show, in order, on a thread of its own: an interrupt of a cell breaks no message, and a loop of small writes makes twenty a second.</summary>
internal static class OutputQueue
{
    private const int MillisecondsPerText = 50;

    /// <summary>Switches between output and error that keep their order in one turn; beyond, text joins the last of its kind.</summary>
    private const int MostTexts = 3;

    private static readonly object Gate = new();
    private static List<Item> items = [];

    static OutputQueue() => KernelThread.Start("cell output", SendAll);

    /// <summary>Adds text, which may wait a moment for more.</summary>
    public static void Write(IOutput output, bool isError, ReadOnlySpan<char> text)
    {
        lock (Gate)
        {
            var texts = items.Count - 1 - items.FindLastIndex(item => item.Action is not null);
            var same = items.FindLastIndex(item => item.Output == output && item.IsError == isError);
            if (same < items.Count - texts || (same < items.Count - 1 && texts < MostTexts))
            {
                same = items.Count;
                items.Add(new Item(output, isError, new StringBuilder()));
                if (same == 0) Monitor.Pulse(Gate);
            }
            items[same].Text.Append(text);
        }
    }

    /// <summary>Does something after all that was added before has been sent, without delay.</summary>
    public static void Then(Action action)
    {
        lock (Gate)
        {
            items.Add(new Item(null, false, new StringBuilder(), action));
            Monitor.Pulse(Gate);
        }
    }

    /// <summary>Waits until all that was added before has been sent.</summary>
    public static void Flush()
    {
        var sent = new ManualResetEventSlim();
        Then(sent.Set);
        sent.Wait();
    }

    private static void SendAll()
    {
        for (var texts = 1; ;)
        {
            List<Item> sent;
            lock (Gate)
            {
                while (items.Count == 0) Monitor.Wait(Gate);
                if (items.TrueForAll(item => item.Action is null)) Monitor.Wait(Gate, texts * MillisecondsPerText);
                (sent, items) = (items, []);
            }
            foreach (var item in sent) Send(item);
            texts = Math.Clamp(sent.Count(item => item.Action is null), 1, MostTexts);
        }
    }

    private static void Send(Item item)
    {
        try
        {
            if (item.Action is { } action) action();
            else item.Output!.Show(new StreamText(item.IsError, item.Text.ToString()));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The front end is gone; whoever owns its connection notices.
        }
    }

    private sealed record Item(IOutput? Output, bool IsError, StringBuilder Text, Action? Action = null);
}
