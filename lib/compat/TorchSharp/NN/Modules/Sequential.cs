using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules one after another; what lies between two of them is disposed.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.Module<Tensor, Tensor>> steps = [];

        protected internal Sequential(params (string name, nn.Module<Tensor, Tensor>)[] modules) : base(nameof(Sequential))
        {
            foreach (var (key, module) in modules) append(key, module);
        }

        protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules) : base(nameof(Sequential))
        {
            foreach (var module in modules) append(module);
        }

        public int Count => steps.Count;

        public nn.IModule<Tensor, Tensor> this[int index] => steps[index];

        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            var step = (nn.Module<Tensor, Tensor>)module;
            register_module(name, step);
            steps.Add(step);
            return this;
        }

        public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

        public override Tensor forward(Tensor tensor)
        {
            if (Count == 0) return tensor.alias();
            var current = tensor;
            foreach (var step in steps)
            {
                var next = step.call(current);
                if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
                current = next;
            }
            return current;
        }

        // Its modules are registered as they are added.
        protected override void RegisterComponents()
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules.ToArray());
        }
    }
}
