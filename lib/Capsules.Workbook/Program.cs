using System.CommandLine;
using Capsules.Workbook.Commands;

var root = new RootCommand("The capsule-network workbook: notebooks and tools. Besides these: `./workbook setup [--cuda]` builds, `./workbook test` runs all tests.");
Command[] commands =
[
    BenchCommand.Create(),
    DataCommand.Create(),
    DoctorCommand.Create(),
    EvalCommand.Create(),
    KernelCommand.Create(),
    RunCommand.Create(),
    SweepCommand.Create(),
    TrainCommand.Create(),
];
foreach (var command in commands) root.Subcommands.Add(command);
var parsed = root.Parse(args);
// A notebook's run that is told to end interrupts its cell, kills it if need be, and writes what ran.
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(30) });
return parsed.Errors.Count > 0 ? 2 : code; // 2: the command line makes no sense; 1: what it asks for failed
