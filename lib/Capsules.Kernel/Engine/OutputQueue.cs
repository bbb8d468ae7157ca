using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Sends what cells show, in order, on a thread of its own: an interrupt of a cell breaks no message, and a loop of small writes makes twenty a second.</summary>
internal static class OutputQueue
{
    private const int MillisecondsPerText = 50;

    /// <summary>Switches between output and error that keep their order in one turn; beyond, text joins the last of its kind.</summary>
    private const int MostTexts = 3;

    private static readonly object s_gate = new();
    private static List<Item> s_items = [];

    static OutputQueue() => KernelThread.Start("cell output", SendAll);

    /// <summary>Adds text, which may wait a moment for more.</summary>
    public static void Write(IOutput output, bool isError, ReadOnlySpan<char> text)
    {
        lock (s_gate)
        {
            var texts = s_items.Count - 1 - s_items.FindLastIndex(item => item.Action is not null);
            var same = s_items.FindLastIndex(item => item.Output == output && item.IsError == isError);
            if (same < s_items.Count - texts || (same < s_items.Count - 1 && texts < MostTexts))
            {
                same = s_items.Count;
                s_items.Add(new Item(output, isError, new StringBuilder()));
                if (same == 0) Monitor.Pulse(s_gate);
            }
            s_items[same].Text.Append(text);
        }
    }

    /// <summary>Does something after all that was added before has been sent, without delay.</summary>
    public static void Then(Action action)
    {
        lock (s_gate)
        {
            s_items.Add(new Item(null, false, new StringBuilder(), action));
            Monitor.Pulse(s_gate);
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
            List<Item> items;
            lock (s_gate)
            {
                while (s_items.Count == 0) Monitor.Wait(s_gate);
                if (s_items.TrueForAll(item => item.Action is null)) Monitor.Wait(s_gate, texts * MillisecondsPerText);
                (items, s_items) = (s_items, []);
            }
            foreach (var item in items) Send(item);
            texts = Math.Clamp(items.Count(item => item.Action is null), 1, MostTexts);
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
