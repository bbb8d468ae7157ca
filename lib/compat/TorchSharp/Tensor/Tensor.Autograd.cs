using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get
            {
                var result = Library.ct_requires_grad(Handle) != 0;
                GC.KeepAlive(this);
                return result;
            }

            set
            {
                Library.Check(Library.ct_set_requires_grad(Handle, value ? 1 : 0));
                GC.KeepAlive(this);
            }
        }

        public bool is_leaf => Library.ct_is_leaf(Handle) != 0;

        /// <summary>The gradient accumulated by backward, or null before it.</summary>
        public Tensor? grad
        {
            get
            {
                Library.Check(Library.ct_grad(Handle, out var found));
                GC.KeepAlive(this);
                return OwnOrNull(found);
            }

            set
            {
                Library.Check(Library.ct_set_grad(Handle, value?.Handle ?? 0));
                GC.KeepAlive(value);
                GC.KeepAlive(this);
            }
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public Tensor with_requires_grad(bool requires_grad = true) => requires_grad_(requires_grad);

        public void retain_grad()
        {
            Library.Check(Library.ct_retain_grad(Handle));
            GC.KeepAlive(this);
        }

        public void backward() => backward(null);

        public void backward(
            IList<Tensor>? grad_tensors = null, bool retain_graph = false, bool create_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph, create_graph, inputs);
    }

    /// <summary>Automatic differentiation.</summary>
    public static partial class autograd
    {
        public static unsafe void backward(
            IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null)
        {
            var roots = stackalloc nint[tensors.Count];
            var grads = stackalloc nint[tensors.Count];
            Handles(tensors, roots);
            if (grad_tensors is not null) Handles(grad_tensors, grads, tensors.Count);
            else new Span<nint>(grads, tensors.Count).Clear();
            var into = stackalloc nint[inputs?.Count ?? 0];
            if (inputs is not null) Handles(inputs, into);
            Library.Check(
                Library.ct_backward(roots, grads, tensors.Count, Keep(retain_graph), create_graph ? 1 : 0, into, inputs?.Count ?? 0),
                "backward");
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(
            Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false,
            IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(
            Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static unsafe IList<Tensor> grad(
            IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false,
            bool create_graph = false, bool allow_unused = false)
        {
            var roots = stackalloc nint[outputs.Count];
            var grads = stackalloc nint[outputs.Count];
            var with = stackalloc nint[inputs.Count];
            var results = stackalloc nint[inputs.Count];
            Handles(outputs, roots);
            Handles(inputs, with);
            if (grad_outputs is not null) Handles(grad_outputs, grads, outputs.Count);
            else new Span<nint>(grads, outputs.Count).Clear();
            Library.Check(
                Library.ct_gradients(roots, grads, outputs.Count, with, inputs.Count, Keep(retain_graph), create_graph ? 1 : 0,
                    allow_unused ? 1 : 0, results),
                "autograd.grad");
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            var found = new Tensor[inputs.Count];
            for (var i = 0; i < found.Length; i++) found[i] = Tensor.OwnOrNull(results[i])!;
            return found;
        }

        // false means "as create_graph" on the native side, as it does in PyTorch when nothing is said.
        private static int Keep(bool? retain) => retain == true ? 1 : -1;

        private static unsafe void Handles(IList<Tensor> tensors, nint* into, int expected = -1)
        {
            if (expected >= 0 && tensors.Count != expected)
                throw new ArgumentException($"{tensors.Count} gradients for {expected} tensors; there must be one each");
            for (var i = 0; i < tensors.Count; i++) into[i] = tensors[i]?.Handle ?? 0;
        }
    }
}
