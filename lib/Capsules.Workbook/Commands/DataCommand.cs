using System.CommandLine;
using System.Globalization;
using Capsules.Data;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook data</c>: says which data sets are here, fetches and checks them.</summary>
internal static class DataCommand
{
    internal static Command Create()
    {
        var command = new Command("data", "Data sets: what is here, fetching, checking. They lie in $CAPSULES_DATA, or in data/ of the repository.");
        command.Subcommands.Add(List());
        command.Subcommands.Add(Get());
        command.Subcommands.Add(Verify());
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "All data sets, and which are here.");
        command.SetAction((_, cancel) => Run(async () =>
        {
            var installer = new DataInstaller(DataRoot.Folder, new HttpClient());
            Console.WriteLine($"in {DataRoot.Folder}");
            foreach (var set in DataManifest.Load().Sets)
            {
                var presence = installer.Presence(set);
                string size = presence == DataPresence.Absent ? Download(set) : Bytes(installer.SizeHere(set));
                Console.WriteLine($"  {set.Name,-12}{presence.ToString().ToLowerInvariant(),-12}{size,9}   {set.Title}");
                Console.WriteLine($"  {"",-36}licence: {set.Licence}");
            }
            return await Task.FromResult(0);
        }));
        return command;
    }

    private static Command Get()
    {
        var names = Names(ArgumentArity.OneOrMore, "Data sets to fetch; all that are missing with `all`.");
        var from = new Option<string?>("--from") { Description = "A folder or a server to take the files from, instead of their official places." };
        var trust = new Option<bool>("--trust") { Description = "Also take files that no sum is known for." };
        var command = new Command("get", "Fetch data sets, check their sums, unpack them.") { names, from, trust };
        command.SetAction((result, cancel) => Run(async () =>
        {
            var manifest = DataManifest.Load();
            string[] asked = result.GetRequiredValue(names);
            var sets = asked is ["all"] ? manifest.Sets : [.. asked.Select(name => manifest[name])];
            using var client = new HttpClient();
            client.DefaultRequestHeaders.UserAgent.ParseAdd("capsules-workbook"); // some servers refuse requests without
            var installer = new DataInstaller(DataRoot.Folder, client, new Progress());
            int code = 0;
            foreach (var set in sets.TakeWhile(_ => !cancel.IsCancellationRequested)) // one that cannot be had does not keep the next away
                code = Math.Max(code, await Run(() => Get(installer, set, result.GetValue(from), result.GetValue(trust), cancel)));
            return code;
        }));
        return command;
    }

    private static async Task<int> Get(DataInstaller installer, DataSet set, string? from, bool trust, CancellationToken cancel)
    {
        Console.WriteLine(await installer.Get(set, from, trust, cancel)
            ? $"{set.Name}: ready in {Path.Combine(DataRoot.Folder, set.Name)}\n  licence: {set.Licence}\n  cite: {set.Citation}"
            : $"{set.Name}: here already");
        return 0;
    }

    private static Command Verify()
    {
        var names = Names(ArgumentArity.ZeroOrMore, "Data sets to check; without any, all that are here.");
        var command = new Command("verify", "Check the files of data sets by their sums.") { names };
        command.SetAction((result, cancel) => Run(async () =>
        {
            var manifest = DataManifest.Load();
            var installer = new DataInstaller(DataRoot.Folder, new HttpClient());
            string[] asked = result.GetValue(names) ?? [];
            var sets = asked.Length > 0
                ? asked.Select(name => manifest[name]).ToArray()
                : [.. manifest.Sets.Where(set => installer.Presence(set) != DataPresence.Absent)];
            if (sets.Length == 0) Console.WriteLine($"no data set in {DataRoot.Folder}");
            bool allRight = true;
            foreach (var set in sets)
            {
                await foreach (var (file, check) in installer.Verify(set, cancel))
                {
                    Console.WriteLine($"  {Words(check),-12}{set.Name}/{file.Path}");
                    allRight &= check is DataCheck.Right or DataCheck.Unknown;
                }
            }
            if (!allRight)
                Console.Error.WriteLine("A file that differs is damaged, altered or of another edition. Remove it, and `data get` fetches the official one.");
            return allRight ? 0 : 1;
        }));
        return command;
    }

    private static Argument<string[]> Names(ArgumentArity arity, string description) => new("NAME") { Arity = arity, Description = description };

    private static string Words(DataCheck check) => check switch
    {
        DataCheck.Right => "right",
        DataCheck.Differs => "DIFFERS",
        DataCheck.Missing => "MISSING",
        _ => "no sum known",
    };

    private static string Download(DataSet set)
    {
        var sizes = set.Downloads.Select(download => download.Size ?? download.Files.Sum(file => file.Size)).ToArray();
        return sizes.Any(size => size is null or 0) ? "?" : Bytes(sizes.Sum(size => size!.Value));
    }

    private static string Bytes(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
    };

    // What a user can put right is told in a sentence, without a stack trace.
    private static async Task<int> Run(Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("stopped; what has been downloaded is kept for the next time");
            return 130;
        }
        catch (Exception error) when (error is DataUnavailableException or IOException or InvalidDataException or KeyNotFoundException
            or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    // One line that is written over on a terminal; elsewhere a line for every tenth.
    private sealed class Progress : IProgress<DataProgress>
    {
        private readonly System.Diagnostics.Stopwatch _watch = System.Diagnostics.Stopwatch.StartNew();
        private string _file = "";
        private long _start, _tenth, _shown;

        public void Report(DataProgress value)
        {
            if (value.File != _file)
            {
                (_file, _start, _tenth, _shown) = (value.File, value.Bytes, -1, -1000);
                _watch.Restart();
            }
            long tenth = value.Total is > 0 and long total ? 10 * value.Bytes / total : value.Bytes / 10_000_000;
            bool end = value.Bytes == value.Total, terminal = !Console.IsErrorRedirected;
            if (!end && (terminal ? _watch.ElapsedMilliseconds - _shown < 100 : tenth == _tenth)) return;
            (_tenth, _shown) = (tenth, _watch.ElapsedMilliseconds);
            double rate = (value.Bytes - _start) / Math.Max(_watch.Elapsed.TotalSeconds, 1e-3);
            string of = value.Total is long all ? $" of {Bytes(all)}" : "";
            string left = value.Total is long whole && rate > 0 && !end ? $", {(whole - value.Bytes) / rate:0} s left" : "";
            string line = $"{_file.Replace(".part", "")}: {Bytes(value.Bytes)}{of}, {Bytes((long)rate)}/s{left}";
            Console.Error.Write(terminal ? $"\r{line,-79}{(end ? "\n" : "")}" : line + "\n");
        }
    }
}
