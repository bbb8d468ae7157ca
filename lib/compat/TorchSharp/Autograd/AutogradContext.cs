using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a custom function's forward keeps for its backward.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private int savedCount;

            internal AutogradContext()
            {
            }

            public bool MaterializeGrads { get; private set; } = true;

            internal List<Tensor> ToSave { get; private set; } = [];

            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            // The graph node, set while its backward runs.
            internal nint Node { get; set; }

            /// <summary>Keeps tensors, inputs or outputs of forward, for backward.</summary>
            public void save_for_backward(List<Tensor> tensors) => ToSave = tensors;

            public void save_data(string key, object value) => data[key] = value;

            public object get_data(string key) => data.GetValueOrDefault(key)!;

            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = [.. tensors];

            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            /// <summary>The tensors kept, checked not to have been changed in place.</summary>
            public List<Tensor> get_saved_variables()
            {
                var saved = new List<Tensor>(savedCount);
                for (var i = 0; i < savedCount; i++)
                {
                    Library.Check(Library.ct_node_saved(Node, i, out var tensor), "get_saved_variables");
                    saved.Add(Tensor.OwnOrNull(tensor)!);
                }

                return saved;
            }

            internal unsafe void Save(nint node)
            {
                var tensors = stackalloc nint[ToSave.Count];
                for (var i = 0; i < ToSave.Count; i++) tensors[i] = ToSave[i] is { IsInvalid: false } tensor ? tensor.Handle : 0;
                Library.Check(Library.ct_node_save(node, tensors, ToSave.Count), "save_for_backward");
                savedCount = ToSave.Count;
                GC.KeepAlive(ToSave);
                Forget();
            }

            /// <summary>Lets go of the forward pass's tensors: the node has its own references.</summary>
            internal void Forget() => (ToSave, NonDifferentiable) = ([], []);

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => data.Clear();
        }
    }
}
