using System.Reflection;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        ResultType = new("result_type", "Tensor"), PromoteTypes = new("promote_types"), CanCast = new("can_cast");

    /// <summary>The type of what an operation on both gives.</summary>
    public static ScalarType result_type(Tensor tensor1, Tensor tensor2) => (ScalarType)ResultType.CallLong(tensor1, tensor2);

    /// <summary>The smallest type that both fit into.</summary>
    public static ScalarType promote_types(ScalarType type1, ScalarType type2) => (ScalarType)PromoteTypes.CallLong(type1, type2);

    public static bool can_cast(ScalarType from, ScalarType to) => CanCast.CallBool(from, to);

    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    public static long seed() => Generator.Default.seed();

    public static long initial_seed() => Generator.Default.initial_seed();

    /// <summary>The version of the package whose API this is.</summary>
    public static string __version__ =>
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
