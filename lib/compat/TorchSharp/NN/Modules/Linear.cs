using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>x·Wᵀ + b. The weights start uniform within ±1/√inputs, as the bias does.</summary>
    public sealed class Linear : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter? ownWeight;

        [ComponentName(Name = nameof(bias))]
        private Parameter? ownBias;

        internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
        {
            (in_features, out_features) = (weight.shape[1], weight.shape[0]);
            (this.weight, this.bias) = (weight, bias);
        }

        internal Linear(long inputs, long outputs, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
        {
            (in_features, out_features) = (inputs, outputs);
            weight = nn.Parameter(empty(outputs, inputs, dtype, device));
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (!hasBias) return;
            var bound = inputs > 0 ? 1 / Math.Sqrt(inputs) : 0;
            bias = nn.Parameter(empty(outputs, dtype, device));
            nn.init.uniform_(bias, -bound, bound);
        }

        public long in_features { get; set; }

        public long out_features { get; set; }

        public Parameter weight
        {
            get => ownWeight!;
            set => Hold(ref ownWeight, value ?? throw new ArgumentNullException(nameof(weight)), nameof(weight));
        }

        public Parameter? bias
        {
            get => ownBias;
            set => Hold(ref ownBias, value, nameof(bias));
        }

        public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, weight, bias);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Linear Linear(
                long inputSize, long outputSize, bool hasBias = true, Device? device = null, ScalarType? dtype = null) =>
                new(inputSize, outputSize, hasBias, device, dtype);

            public static Linear Linear(Parameter weight, Parameter? bias = null) => new(weight, bias);
        }
    }
}
