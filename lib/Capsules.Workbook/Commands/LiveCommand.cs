using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using Capsules.Data;
using Capsules.Live;
using Capsules.Networks;
using Capsules.Sweeps;
using Capsules.Training;
using Capsules.Workbook.Running;

namespace Capsules.Workbook.Commands;

/// <summary><c>./workbook live</c>: a page on which the routing of a trained network is turned by knobs.</summary>
internal static class LiveCommand
{
    private const int Images = 500;

    internal static Command Create()
    {
        var network = new Option<string?>("--network") { Description = "A network that a notebook or a sweep kept (.safetensors); without it, notebook 01's at quick scale, trained when missing." };
        var port = new Option<int>("--port") { Description = "Port on this machine; without it, a free one." }.Must(number => number is >= 0 and <= 65535, "from 0 to 65535");
        var noBrowser = new Option<bool>("--no-browser") { Description = "Only print the address." };
        var command = new Command("live", "Turn a knob and watch the routing change: a page in the browser, served on this machine alone, until Ctrl-C.") { network, port, noBrowser };
        command.SetAction((result, cancellation) => Run(result.GetValue(network), result.GetValue(port), result.GetValue(noBrowser), cancellation));
        return command;
    }

    private static async Task<int> Run(string? path, int port, bool noBrowser, CancellationToken cancellation)
    {
        try
        {
            await using var server = await Serve(path, port, cancellation);
            Console.WriteLine($"{server.Address}\nCtrl-C ends it.");
            if (!noBrowser) Open(server.Address);
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ArgumentException or DataUnavailableException)
        {
            Console.Error.WriteLine(e.Message);
            return 1;
        }
    }

    /// <summary>Serves the network in a file, or notebook 01's.</summary>
    internal static Task<LiveServer> Serve(string? path, int port, CancellationToken cancellation)
    {
        var (network, names) = path is null ? Notebook01(cancellation) : FromFile(path);
        return LiveServer.Start(network, ImagesFor(network.Options), names, port);
    }

    private static (CapsNet Network, LiveNames Names) Notebook01(CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        var trained = TrainedNetwork.Get(
            NetworkRecipe.Notebook01(),
            progress =>
            {
                if (since.Elapsed < TimeSpan.FromSeconds(5)) return;
                since.Restart();
                Console.WriteLine($"training: {progress}");
            },
            cancellation: cancellation);
        Console.WriteLine(trained.Origin);
        return (trained.Model, new LiveNames(
            "the network of notebook 01", Setup: $"var model = TrainedNetwork.Get(NetworkRecipe.Notebook01()).Model;\n{Load(trained.Model.Options)}"));
    }

    private static (CapsNet Network, LiveNames Names) FromFile(string path)
    {
        var network = NetworkFile.Open(path);
        Console.WriteLine($"{path}: {network.Options.RoutingLayers} routing layers of {network.Options.Capsules} capsules of dimension {network.Options.Dim}, {network.Routing.Description}");
        return (network, new LiveNames(
            Path.GetFileNameWithoutExtension(path), Setup: $"var model = NetworkFile.Open(@\"{Path.GetFullPath(path)}\");\n{Load(network.Options)}"));
    }

    private static ImageSet ImagesFor(CapsNetOptions options) => options.Backbone switch
    {
        BackboneKind.AffNist => AffNist.Load(Split.Test, count: Images),
        BackboneKind.Cifar10 => Cifar10.Load(Split.Test, count: Images),
        _ => Mnist.Load(Split.Test, count: Images),
    };

    // The same in C#, for the page's export.
    private static string Load(CapsNetOptions options) =>
        $"var images = {(options.Backbone == BackboneKind.Original ? nameof(Mnist) : $"{options.Backbone}")}.Load(Split.Test, count: {Images});";

    private static void Open(string address)
    {
        try
        {
            using var browser = Process.Start(OperatingSystem.IsWindows() ? new ProcessStartInfo(address) { UseShellExecute = true }
                : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", address) { RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Win32Exception)
        {
            Console.WriteLine("No browser was found to open it in; type the address into one.");
        }
    }
}
