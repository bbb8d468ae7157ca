using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using Capsules.Networks;
using Capsules.Routing;
using Capsules.Sweeps;
using Capsules.Workbook.Running;
using TorchSharp;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook sweep</c>: trains many architectures and keeps one result file a run.</summary>
internal static class SweepCommand
{
    internal static Command Create()
    {
        var command = new Command("sweep", "Train the architectures of appendices D and F; safe to stop at any time and to start again.");
        command.Subcommands.Add(Of(SweepTask.AffNist, "MNIST on 40×40, measured on AffNIST (appendix D)."));
        command.Subcommands.Add(Of(SweepTask.Cifar10, "CIFAR-10 (appendix F)."));
        command.Subcommands.Add(Tables());
        return command;
    }

    private static Command Of(SweepTask task, string description)
    {
        var defaults = task.Defaults;
        Option<string> depths = List("--depths", "Routing layers"), caps = List("--caps", "Capsules a layer"), dims = List("--dims", "Their dimensions");
        var routing = new Option<string>("--routing") { Description = "rba, uniform or both, with a comma.", DefaultValueFactory = _ => "rba,uniform" };
        var seeds = new Option<string>("--seeds") { Description = "Seeds of weights, order and places.", DefaultValueFactory = _ => "1" };
        var epochs = new Option<int>("--epochs") { Description = "Most epochs.", DefaultValueFactory = _ => defaults.Epochs };
        var batch = new Option<int>("--batch") { Description = "Images a step.", DefaultValueFactory = _ => defaults.Batch };
        var rate = new Option<double>("--learning-rate") { Description = "Adam's, at the start.", DefaultValueFactory = _ => defaults.LearningRate };
        var iterations = new Option<int>("--iterations") { Description = "Of routing-by-agreement.", DefaultValueFactory = _ => defaults.Iterations };
        var softmax = new Option<SoftmaxOver>("--softmax") { Description = "Couplings of routing-by-agreement sum to one over the Upper or the Lower capsules.", DefaultValueFactory = _ => defaults.Softmax };
        var squash = new Option<SquashKind>("--squash") { Description = "Exponential, the paper's, or Sabour.", DefaultValueFactory = _ => defaults.Squash };
        var std = new Option<double?>("--initial-std") { Description = "Deviation of the initial matrices; 1/√(d+h) where absent." };
        var closing = new Option<ClosingStart>("--closing") { Description = "Initial weights of the closing convolution: He or PyTorch.", DefaultValueFactory = _ => defaults.Closing };
        var weightDecay = new Option<double>("--weight-decay") { Description = "Adam's weight decay.", DefaultValueFactory = _ => defaults.WeightDecay };
        var decay = new Option<int>("--decay-every") { Description = "Epochs between two decays of the learning rate by .97.", DefaultValueFactory = _ => defaults.DecayEvery };
        var target = new Option<double?>("--target") { Description = "Validation accuracy that ends a run.", DefaultValueFactory = _ => defaults.Target };
        var images = new Option<int?>("--images") { Description = "Only so many images of every set, for a trial." };
        var threads = new Option<int?>("--threads") { Description = "Processor cores to use; all where absent." };
        var output = new Option<string>("--out") { Description = "Folder of the result files.", DefaultValueFactory = _ => RunFolder.Default(task) };
        var index = new Option<int?>("--index") { Description = "Only this member of the list, the first being 1." };
        var list = new Option<bool>("--list") { Description = "Print the members and run none." };
        var status = new Option<bool>("--status") { Description = "Say which members are done, running, waiting in Slurm's queue, failed, or missing." };
        var measure = new Option<bool>("--remeasure") { Description = "Train nothing; measure the finished members again from the weights they kept." };
        var command = new Command(task.Name, description)
        {
            depths, caps, dims, routing, seeds, epochs, batch, rate, iterations, softmax, squash, std, closing, weightDecay, decay, target, images, threads, output, index, list, status, measure,
        };
        var slurm = new SlurmCommandOptions();
        slurm.AddTo(command, status, measure);
        command.SetAction(result => Guarded(() =>
        {
            var settings = new SweepSettings(
                result.GetValue(epochs), result.GetValue(batch), result.GetValue(rate), result.GetValue(iterations), result.GetValue(softmax), result.GetValue(squash),
                result.GetValue(std), result.GetValue(closing), result.GetValue(weightDecay), result.GetValue(decay), result.GetValue(target), result.GetValue(images));
            settings.Validate();
            var members = SweepList.Members(
                task, SweepList.Numbers("--depths", result.GetValue(depths)), SweepList.Numbers("--caps", result.GetValue(caps)),
                SweepList.Numbers("--dims", result.GetValue(dims)), SweepList.Routings(result.GetValue(routing)!),
                SweepList.Numbers("--seeds", result.GetValue(seeds), least: 0)!);
            var folder = RunFolder.Of(result.GetValue(output)!);
            if (result.GetValue(list)) return Print(members, folder);
            if (result.GetValue(index) is { } k) members = [SweepList.At(members, k)];
            if (result.GetValue(status)) return Status(members, folder);
            if (slurm.Of(result, result.GetValue(threads)) is { } request)
            {
                foreach (var member in members) folder.Open(member, settings);
                return Submit(members, folder, request, [
                    output.Name, folder.Results,
                    .. Given(result, epochs, batch, rate, iterations, softmax, squash, std, closing, weightDecay, decay, target, images, threads),
                ]);
            }

            if (result.GetValue(threads) is { } count) Threads.Limit(count);
            return Run(members, settings, folder, result.GetValue(measure));
        }));
        return command;

        static Option<string> List(string name, string what) => new(name) { Description = $"{what}, with commas; the paper's where absent." };
    }

    private static Command Tables()
    {
        SweepTask[] tasks = [SweepTask.AffNist, SweepTask.Cifar10];
        var task = new Argument<string?>("benchmark") { Description = "affnist or cifar10: its tables and figures; none: the page data/results/README.md.", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string?>("--out") { Description = "Folder of the result files; the benchmark's own where absent." };
        var figures = new Option<string?>("--figures") { Description = "Folder for the figures; that of the result files where absent." };
        var command = new Command("tables", "Tables 5 and 6 (14 and 15), every network's capsules and couplings and figure 15 (23) from the result files, beside the paper's figures.") { task, output, figures };
        command.SetAction(result => Guarded(() =>
        {
            if (result.GetValue(task) is not { } name)
            {
                Console.WriteLine($"written: {ResultsPage.Write(result.GetValue(output) ?? Path.Combine(Repository.Root, "data", "results"))}");
                return 0;
            }

            var known = Array.Find(tasks, t => t.Name == name) ?? throw new ArgumentException($"'{name}' is no benchmark; there are affnist and cifar10");
            var folder = result.GetValue(output) ?? RunFolder.Default(known);
            var results = known.Results(folder);
            Console.WriteLine($"{SweepTables.Best(known, results)}\n\n{SweepTables.BestOfDepth(known, results)}\n");
            foreach (var network in SweepNetworks.All(known, results)) Console.WriteLine($"{network}\n");
            foreach (var file in SweepFigures.Write(known, results, result.GetValue(figures) ?? folder)) Console.WriteLine($"written: {file}");
            return 0;
        }));
        return command;
    }

    // Options as they were typed, for the command line of a task.
    private static IEnumerable<string> Given(ParseResult result, params Option[] options) =>
        from option in options
        let given = result.GetResult(option)
        where given is { Implicit: false }
        from word in given.Tokens.Select(token => token.Value).Prepend(option.Name)
        select word;

    private static int Submit(IReadOnlyList<SweepMember> members, RunFolder folder, SlurmRequest request, IEnumerable<string> options)
    {
        var states = MemberStatus.Of(members, folder);
        List<SweepMember> open = [.. states.Where(s => s.IsOpen).Select(s => s.Member)];
        Console.WriteLine(MemberStatus.Count(states));
        if (open.Count == 0) return 0;
        // ./workbook runs the program by dotnet, `dotnet run` by its own name.
        var (host, program) = (Environment.ProcessPath!, typeof(SweepCommand).Assembly.Location);
        var script = SlurmArray.Write(folder, open, request, Path.GetFileName(host) == "dotnet" ? [host, program] : [host], options);
        Console.WriteLine($"job {SlurmArray.Submit(script)}: {open.Count} tasks; its script and logs are in {Path.GetDirectoryName(script)}");
        return 0;
    }

    private static int Status(IReadOnlyList<SweepMember> members, RunFolder folder)
    {
        var states = MemberStatus.Of(members, folder);
        Console.WriteLine(MemberStatus.Count(states));
        List<MemberStatus> rest = [.. states.Where(s => s.State != MemberState.Done)];
        if (rest.Count > 0) Console.WriteLine($"\n{"state",-8} epochs  member");
        foreach (var member in rest.OrderBy(s => s.State)) Console.WriteLine(member);
        return 0;
    }

    private static int Run(IReadOnlyList<SweepMember> members, SweepSettings settings, RunFolder folder, bool measure)
    {
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            Console.Error.WriteLine("stopping after this batch; the same command goes on");
            stop.Cancel();
        }

        const PosixSignal userOne = (PosixSignal)10; // what a script of SlurmArray asks for before the time limit
        var requeue = false;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var limit = OperatingSystem.IsLinux() ? PosixSignalRegistration.Create(userOne, context => { requeue = true; Stop(context); }) : null;
        try
        {
            var sweep = new Sweep(settings, folder, Session.Device, Console.Error.WriteLine);
            var failed = measure ? sweep.Remeasure(members, stop.Token) : sweep.Run(members, stop.Token);
            if (failed > 0) Console.Error.WriteLine($"{failed} of {members.Count} failed; {(measure ? "the lines above" : "their files")} say why");
            return failed > 0 ? 1 : 0;
        }
        catch (OperationCanceledException)
        {
            if (requeue) SlurmArray.RequeueThisTask();
            return 130;
        }
    }

    private static int Print(IReadOnlyList<SweepMember> members, RunFolder folder)
    {
        Console.WriteLine(
            $"{"index",5} {"depth",5} {"caps",5} {"dim",4} {"routing",-8} {"seed",4} {"parameters: routing",19} {"published",11} {"all",11}  state");
        for (var k = 0; k < members.Count; k++)
        {
            var (member, count) = (members[k], ParameterCount.Of(members[k].Task.NetworkOf(members[k].Architecture)));
            var (depth, caps, dim) = member.Architecture;
            var state = State(RunFile.Read(folder.Result(member.Name)));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{k + 1,5} {depth,5} {caps,5} {dim,4} {member.RoutingName,-8} {member.Seed,4} {count.Routing,19:N0} {count.Published,11:N0} "
                + $"{count.Published + count.Decoder,11:N0}  {state}"));
        }

        return 0;
    }

    private static string State(RunFile file) =>
        file.Result is not null ? "done" : file.Error is not null ? "failed" : file.Header is not null ? $"epoch {file.Epochs.Count}" : "";

    // 2: what was asked for cannot be done; 1: a run failed.
    private static int Guarded(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }
    }
}
