// What a program elsewhere does with the package; PackageTests packs, builds and runs it, outside the repository.
using Capsules.Routing;
using TorchSharp;
using static TorchSharp.torch;

const int batch = 4, n = 32, d = 8, m = 10, h = 16;
manual_seed(1);

// Routing-by-agreement: 32 capsules of dimension 8 vote for 10 of dimension 16.
using var agreement = new CapsuleLayer(n, d, m, h, new Rba(new RbaOptions(Iterations: 10)));
var routed = agreement.Route(randn(batch, n, d) / 4);
Show("agreement", routed.Capsules, routed.Couplings);
routed.Capsules.square().sum().backward();
Show("gradient", agreement.Weight.grad!);

// EM routing: capsules are matrices of 2×4, each with a score.
using var em = new EmRouting(new EmShape(DCov: 2, DInp: 4, DOut: 4, NInp: n, NOut: m));
var result = em.Route(randn(batch, n), randn(batch, n, 2, 4), trace: true);
Show("em", result.Scores, result.Capsules, result.Variances, result.Routing!);

// Every lower capsule has one unit of itself to give.
Console.WriteLine($"sums: {Sum(routed.Couplings):F3} {Sum(result.Routing!):F3}");

static void Show(string name, params Tensor[] tensors) =>
    Console.WriteLine($"{name}: {string.Join(" ", tensors.Select(t => $"[{string.Join(", ", t.shape)}]"))}");

static float Sum(Tensor couplings) => couplings.sum(dim: 2).mean().item<float>();
