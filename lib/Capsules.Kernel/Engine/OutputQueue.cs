using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Sends what cells show, in order, on a thread of its own: an interrupt of a cell breaks no message, and a loop of small writes makes twenty a second.</summary>
internal static class OutputQueue
{
    private const int MillisecondsBetweenTexts = 50;

    private static readonly object s_gate = new();
    private static List<Item> s_items = [];

    static OutputQueue() => KernelThread.Start("cell output", SendAll);

    /// <summary>Adds text, which may wait a moment for more.</summary>
    public static void Write(IOutput output, bool isError, ReadOnlySpan<char> text)
    {
        lock (s_gate)
        {
            if (s_items.Count == 0 || s_items[^1].Output != output || s_items[^1].IsError != isError)
            {
                s_items.Add(new Item(output, isError, new StringBuilder()));
                if (s_items.Count == 1) Monitor.Pulse(s_gate);
            }
            s_items[^1].Text.Append(text);
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
        while (true)
        {
            List<Item> items;
            lock (s_gate)
            {
                while (s_items.Count == 0) Monitor.Wait(s_gate);
                if (s_items.TrueForAll(item => item.Action is null)) Monitor.Wait(s_gate, MillisecondsBetweenTexts);
                (items, s_items) = (s_items, []);
            }
            foreach (var item in items) Send(item);
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
