using Capsules.Routing;
using static TorchSharp.torch;

namespace Capsules.Tests;

/// <summary>The published layer's numbers, forward and backward.</summary>
public sealed class EmGoldenTests
{
    private static readonly string[] Files =
        ["em-fixed", "em-one-iteration", "em-variable-inputs", "em-variable-inputs-and-outputs", "em-masked-inputs"];

    public static TheoryData<string, EmForm, ScalarType> Cases()
    {
        var cases = new TheoryData<string, EmForm, ScalarType>();
        foreach (var file in Files)
            foreach (var form in (EmForm[])[EmForm.Direct, EmForm.VoteFree])
                foreach (var type in (ScalarType[])[ScalarType.Float64, ScalarType.Float32])
                    if (form == EmForm.Direct || Shared(file)) cases.Add(file, form, type);
        return cases;
    }

    private static bool Shared(string file) => file.StartsWith("em-variable") || file == "em-masked-inputs";

    [Theory]
    [MemberData(nameof(Cases))]
    public void ScoresCapsulesVariancesRoutingAndAllGradientsAreThePublishedLayers(string file, EmForm form, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var golden = Golden.Open(file);
        var routing = Layer(golden, form, type);
        Tensor scores = golden["in.scores", type].requires_grad_(true), capsules = golden["in.capsules", type].requires_grad_(true);

        var outputs = golden["out.scores"].shape[1];
        var result = routing.Route(scores, capsules, outputs, trace: true);

        Assert.Equal(form, routing.Form);
        golden.Same("out.scores", result.Scores);
        golden.Same("out.capsules", result.Capsules);
        golden.Same("out.variances", result.Variances);
        golden.Same("out.routing", result.Routing!);

        // Without a trace the vote-free form has a kernel of its own.
        var untraced = routing.Route(scores, capsules, outputs);
        golden.Same("out.scores", untraced.Scores);
        golden.Same("out.capsules", untraced.Capsules);
        golden.Same("out.variances", untraced.Variances);

        var loss = (result.Scores * golden["cotangent.scores", type]).sum()
            + (result.Capsules * golden["cotangent.capsules", type]).sum()
            + (result.Variances * golden["cotangent.variances", type]).sum();
        loss.backward();
        golden.Same("grad.scores", scores.grad!);
        golden.Same("grad.capsules", capsules.grad!);
        foreach (var (name, parameter) in routing.named_parameters()) golden.Same($"grad.param.{name}", parameter.grad!);
    }

    private static EmRouting Layer(Golden golden, EmForm form, ScalarType type)
    {
        long Size(string key) => long.Parse(golden.Settings[key]);
        long? Open(string key) => golden.Settings[key] == "any" ? null : Size(key);
        var routing = new EmRouting(
            new EmShape(Size("d_cov"), Size("d_inp"), Size("d_out"), Open("n_inp"), Open("n_out")),
            new EmOptions { Iterations = (int)Size("iterations"), Eps = double.Parse(golden.Settings["eps"]), Form = form },
            type);
        using (no_grad())
            foreach (var (name, parameter) in routing.named_parameters()) parameter.copy_(golden[$"param.{name}", type]);
        return routing;
    }
}
