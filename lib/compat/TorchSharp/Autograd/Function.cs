using System.Runtime.InteropServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation whose derivative is written in C#.</summary>
        public abstract class Function<T>
            where T : Function<T>, new()
        {
            private static readonly T Instance = new();

            public abstract string Name { get; }

            /// <summary>Runs forward and, where an argument needs a gradient, puts a node into the graph that will run backward.</summary>
            public static List<Tensor> apply_internal(params object[] vars)
            {
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad()) outputs = Instance.Forward(context, vars);
                var isInput = Array.ConvertAll(vars, v => v is Tensor { IsInvalid: false });
                var inputs = vars.OfType<Tensor>().Where(t => !t.IsInvalid).ToArray();
                if (is_grad_enabled() && inputs.Any(t => t.requires_grad))
                    FunctionCall.Attach(Instance.Name, context, isInput, inputs, outputs, Instance.Backward);
                else
                    context.Forget();
                return outputs;
            }

            internal abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            internal abstract List<Tensor> Backward(AutogradContext context, List<Tensor> gradients);
        }

        /// <summary>A custom function with one result.</summary>
        public abstract class SingleTensorFunction<T> : Function<T>
            where T : SingleTensorFunction<T>, new()
        {
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> Forward(AutogradContext context, object[] vars) => [forward(context, vars)];

            internal sealed override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients[0]);
        }

        /// <summary>A custom function with several results.</summary>
        public abstract class MultiTensorFunction<T> : Function<T>
            where T : MultiTensorFunction<T>, new()
        {
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> Forward(AutogradContext context, object[] vars) => forward(context, vars);

            internal sealed override List<Tensor> Backward(AutogradContext context, List<Tensor> gradients) => backward(context, gradients);
        }

        /// <summary>One use of a custom function, alive as long as its node in the graph.</summary>
        private sealed unsafe class FunctionCall
        {
            private readonly string name;
            private readonly AutogradContext context;
            private readonly bool[] isInput;
            private readonly (long[] Shape, ScalarType Type, Device Device)[] outputs;
            private readonly Func<AutogradContext, List<Tensor>, List<Tensor>> backward;

            static FunctionCall() => Library.ct_node_callbacks(&Apply, &Release);

            private FunctionCall(
                string name, AutogradContext context, bool[] isInput, List<Tensor> outputs, Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                (this.name, this.context, this.isInput, this.backward) = (name, context, isInput, backward);
                this.outputs = [.. outputs.Select(t => (t.shape, t.dtype, t.device))];
            }

            internal static void Attach(
                string name, AutogradContext context, bool[] isInput, Tensor[] inputs, List<Tensor> outputs,
                Func<AutogradContext, List<Tensor>, List<Tensor>> backward)
            {
                // A result that is an argument would lose the argument's history.
                for (var i = 0; i < outputs.Count; i++)
                    if (inputs.Any(t => t.Handle == outputs[i].Handle)) outputs[i] = outputs[i].detach();
                var call = GCHandle.ToIntPtr(GCHandle.Alloc(new FunctionCall(name, context, isInput, outputs, backward)));
                var below = stackalloc nint[inputs.Length];
                for (var i = 0; i < inputs.Length; i++) below[i] = inputs[i].Handle;
                Library.Check(Library.ct_node_new(call, below, inputs.Length, out var node), name);
                try
                {
                    foreach (var output in outputs)
                    {
                        var differentiable = !context.NonDifferentiable.Any(other => other.Handle == output.Handle);
                        Library.Check(Library.ct_node_output(node, output.Handle, differentiable ? 1 : 0), name);
                    }

                    context.Save(node);
                }
                finally
                {
                    Library.ct_node_free(node);
                    GC.KeepAlive(inputs);
                }
            }

            [UnmanagedCallersOnly]
            private static int Apply(nint call, nint node, nint* gradients, int count, nint* results, int expected)
            {
                try
                {
                    ((FunctionCall)GCHandle.FromIntPtr(call).Target!).Run(node, new(gradients, count), new(results, expected));
                    return 0;
                }
                catch (Exception e)
                {
                    // An exception must not cross native frames.
                    Library.ct_fail($"{e.GetType().Name} in a backward written in C#: {e.Message}\n{e.StackTrace}");
                    return 1;
                }
            }

            [UnmanagedCallersOnly]
            private static void Release(nint call)
            {
                var handle = GCHandle.FromIntPtr(call);
                ((FunctionCall)handle.Target!).context.Dispose();
                handle.Free();
            }

            private void Run(nint node, Span<nint> gradients, Span<nint> results)
            {
                var owned = new Tensor?[gradients.Length];
                for (var i = 0; i < owned.Length; i++) owned[i] = Tensor.OwnOrNull(gradients[i]);
                var given = new List<Tensor>(gradients.Length);

                for (var i = 0; i < owned.Length; i++)
                    given.Add(owned[i] ?? (context.MaterializeGrads ? zeros(outputs[i].Shape, outputs[i].Type, outputs[i].Device) : null!));
                context.Node = node;
                var found = backward(context, given);
                context.Node = 0;
                while (found.Count > isInput.Length && found[^1] is null or { IsInvalid: true }) found.RemoveAt(found.Count - 1);
                if (found.Count != isInput.Length)
                    throw new NotImplementedException(
                        $"{name} returned {found.Count} gradients for {isInput.Length} arguments of forward; there must be one each, null for what is no tensor");
                for (int i = 0, k = 0; i < isInput.Length; i++)
                {
                    var gradient = found[i] is { IsInvalid: false } valid ? valid : null;
                    if (!isInput[i] && gradient is not null)
                        throw new NotImplementedException($"{name} returned a gradient for argument {i + 1} of forward, which is no tensor");
                    if (isInput[i]) results[k++] = gradient is null ? 0 : Library.ct_tensor_alias(gradient.Handle);
                }

                GC.KeepAlive(found);
            }
        }
    }
}
