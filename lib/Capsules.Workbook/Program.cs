using System.CommandLine;
using Capsules.Workbook.Commands;

try
{
    return await Run(args);
}
catch (TypeInitializationException e) when (e.GetBaseException() is FileNotFoundException missing)
{
    // $CAPSULES_LIBTORCH names a folder without libtorch: the library refuses it when it is first used.
    Console.Error.WriteLine(missing.Message);
    return 2;
}

static async Task<int> Run(string[] args)
{
    var root = new RootCommand("The capsule-network workbook: notebooks and tools. Besides these: `./workbook setup [--cuda] [--no-kernel]` builds and offers the kernel to VS Code and Jupyter, `./workbook test` runs all tests.")
    {
        BenchCommand.Create(),
        DataCommand.Create(),
        DoctorCommand.Create(),
        EvalCommand.Create(),
        KernelCommand.Create(),
        LabCommand.Create(),
        LiveCommand.Create(),
        NewCommand.Create(),
        PublishCommand.Create(),
        RunCommand.Create(),
        SweepCommand.Create(),
        TrainCommand.Create(),
    };
    var parsed = root.Parse(args);
    // A notebook's run that is told to end interrupts its cell, kills it if need be, and writes what ran. Jupyter ends by itself.
    var configuration = new InvocationConfiguration { ProcessTerminationTimeout = parsed.CommandResult.Command.Name == "lab" ? null : TimeSpan.FromSeconds(30) };
    var code = await parsed.InvokeAsync(configuration);
    return parsed.Errors.Count > 0 ? 2 : code; // 2: the command line makes no sense; 1: what it asks for failed
}
