using System.CommandLine;
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
        command.SetAction((_, _) => Run(() =>
        {
            var installer = new DataInstaller(DataRoot.Folder);
            Console.WriteLine($"in {DataRoot.Folder}");
            foreach (var set in DataManifest.Load().Sets)
            {
                var presence = installer.Presence(set);
                var size = presence != DataPresence.Absent ? DownloadProgress.Bytes(installer.SizeHere(set))
                    : set.DownloadSize is long bytes ? DownloadProgress.Bytes(bytes) : "?";
                Console.WriteLine($"  {set.Name,-12}{presence.ToString().ToLowerInvariant(),-12}{size,9}   {set.Title}");
                Console.WriteLine($"  {"",-36}license: {set.License}");
            }
            return Task.FromResult(0);
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
            var asked = result.GetRequiredValue(names);
            var sets = asked is ["all"] ? manifest.Sets : [.. asked.Select(name => manifest[name])];
            var installer = new DataInstaller(DataRoot.Folder, new DownloadProgress());
            var code = 0;
            foreach (var set in sets.TakeWhile(_ => !cancel.IsCancellationRequested)) // one that cannot be had does not keep the next away
                code = Math.Max(code, await Run(() => Get(installer, set, result.GetValue(from), result.GetValue(trust), cancel)));
            return code;
        }));
        return command;
    }

    private static async Task<int> Get(DataInstaller installer, DataSet set, string? from, bool trust, CancellationToken cancel)
    {
        Console.WriteLine(await installer.Get(set, from, trust, cancel)
            ? $"{set.Name}: ready in {Path.Combine(DataRoot.Folder, set.Name)}\n  license: {set.License}\n  cite: {set.Citation}"
            : $"{set.Name}: here already");
        return 0;
    }

    private static Command Verify()
    {
        var names = Names(ArgumentArity.ZeroOrMore, "Data sets to check; without any, all that are here.");
        var command = new Command("verify", "Check the files of data sets by their sums.") { names };
        command.SetAction((result, cancel) => Run(() =>
        {
            var manifest = DataManifest.Load();
            var installer = new DataInstaller(DataRoot.Folder);
            var asked = result.GetValue(names) ?? [];
            var sets = asked.Length > 0
                ? asked.Select(name => manifest[name]).ToArray()
                : [.. manifest.Sets.Where(set => installer.Presence(set) != DataPresence.Absent)];
            if (sets.Length == 0) Console.WriteLine($"no data set in {DataRoot.Folder}");
            var allRight = true;
            foreach (var set in sets)
            {
                foreach (var (file, check) in installer.Verify(set))
                {
                    cancel.ThrowIfCancellationRequested();
                    Console.WriteLine($"  {Words(check),-12}{set.Name}/{file.Path}");
                    allRight &= check is DataCheck.Right or DataCheck.Unknown;
                }
            }
            if (!allRight)
                Console.Error.WriteLine("A file that differs is damaged, altered or of another edition. Remove it, and `data get` fetches the official one.");
            return Task.FromResult(allRight ? 0 : 1);
        }));
        return command;
    }

    private static Argument<string[]> Names(ArgumentArity arity, string description) => new("NAME") { Arity = arity, Description = description };

    private static string Words(DataCheck check) => check switch
    {
        DataCheck.Right => "right",
        DataCheck.Differs => "DIFFERS",
        DataCheck.Missing => "MISSING",
        _ => "unknown",
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
}
