using System.Diagnostics;
using System.Globalization;

namespace Capsules.Data;

/// <summary>Prints how far downloads are: one line that is overwritten on a terminal, elsewhere a line for every tenth.</summary>
internal sealed class DownloadProgress : IProgress<DataProgress>
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private string _file = "";
    private long _start, _tenth, _shown;

    public void Report(DataProgress value)
    {
        if (value.File != _file)
        {
            (_file, _start, _tenth, _shown) = (value.File, value.Bytes, -1, -1000);
            _watch.Restart();
        }
        if (value is { Bytes: 0, Total: null })
        {
            Console.Error.WriteLine($"{value.File}: fetching ...");
            return;
        }
        long tenth = value.Total is > 0 and long total ? 10 * value.Bytes / total : value.Bytes / 10_000_000;
        bool end = value.Bytes == value.Total, terminal = !Console.IsErrorRedirected;
        if (!end && (terminal ? _watch.ElapsedMilliseconds - _shown < 100 : tenth == _tenth)) return;
        (_tenth, _shown) = (tenth, _watch.ElapsedMilliseconds);
        double rate = (value.Bytes - _start) / Math.Max(_watch.Elapsed.TotalSeconds, 1e-3);
        string of = value.Total is long all ? $" of {Bytes(all)}" : "";
        string left = value.Total is long whole && rate > 0 && !end ? $", {(whole - value.Bytes) / rate:0} s left" : "";
        string line = $"{_file}: {Bytes(value.Bytes)}{of}, {Bytes((long)rate)}/s{left}";
        Console.Error.Write(terminal ? $"\r{line,-79}{(end ? "\n" : "")}" : line + "\n");
    }

    internal static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
    };
}
