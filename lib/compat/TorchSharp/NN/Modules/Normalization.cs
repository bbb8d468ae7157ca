using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace TorchSharp.Modules
{
    /// <summary>What batch normalisations share: scale and shift, running mean and variance.</summary>
    public abstract class NormBase : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter? ownWeight;

        [ComponentName(Name = nameof(bias))]
        private Parameter? ownBias;

        [ComponentName(Name = nameof(running_mean))]
        private Tensor? ownMean;

        [ComponentName(Name = nameof(running_var))]
        private Tensor? ownVariance;

        [ComponentName(Name = nameof(num_batches_tracked))]
        private Tensor? ownCount;

        public NormBase(
            long num_features, double eps, double? momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
            string name)
            : base(name)
        {
            (this.num_features, this.eps, this.momentum) = (num_features, eps, momentum);
            (this.affine, this.track_running_stats) = (affine, track_running_stats);
            if (affine)
            {
                weight = nn.Parameter(ones(num_features, dtype, device));
                bias = nn.Parameter(zeros(num_features, dtype, device));
            }
            if (!track_running_stats) return;
            running_mean = zeros(num_features, dtype, device);
            running_var = ones(num_features, dtype, device);
            num_batches_tracked = tensor(0L, device: device);
        }

        public long num_features { get; }
        public double eps { get; set; }

        /// <summary>The new batch's share in the running values; null: every batch counts the same.</summary>
        public double? momentum { get; set; }
        public bool affine { get; }
        public bool track_running_stats { get; }

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

        public Tensor? running_mean
        {
            get => ownMean;
            set => Hold(ref ownMean, value, nameof(running_mean));
        }

        public Tensor? running_var
        {
            get => ownVariance;
            set => Hold(ref ownVariance, value, nameof(running_var));
        }

        public Tensor? num_batches_tracked
        {
            get => ownCount;
            set => Hold(ref ownCount, value, nameof(num_batches_tracked));
        }

        public void reset_running_stats()
        {
            if (!track_running_stats) return;
            nn.init.zeros_(running_mean!);
            nn.init.ones_(running_var!);
            nn.init.zeros_(num_batches_tracked!);
        }

        public void reset_parameters()
        {
            reset_running_stats();
            if (!affine) return;
            nn.init.ones_(weight);
            nn.init.zeros_(bias!);
        }

        protected abstract void ValidateInputDimensions(Tensor input);
    }

    public abstract class BatchNorm : NormBase
    {
        public BatchNorm(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype,
            string name)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
        {
        }

        public override Tensor forward(Tensor input)
        {
            ValidateInputDimensions(input);
            var share = momentum ?? 0;
            if (training && track_running_stats)
            {
                num_batches_tracked!.add_(1);
                if (momentum is null) share = 1 / num_batches_tracked.ToDouble();
            }
            var ofTheBatch = training || running_mean is null;
            return F.batch_norm(input, running_mean!, running_var!, affine ? weight : null, bias, ofTheBatch, share, eps);
        }
    }

    public sealed class BatchNorm2d : BatchNorm
    {
        internal BatchNorm2d(
            long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
        {
        }

        protected override void ValidateInputDimensions(Tensor input)
        {
            if (input.ndim != 4) throw new ArgumentException($"expected 4D input, but got {input.ndim}D input.");
        }
    }

    /// <summary>Normalises each sample over its last dimensions.</summary>
    public sealed class LayerNorm : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = nameof(weight))]
        private Parameter? ownWeight;

        [ComponentName(Name = nameof(bias))]
        private Parameter? ownBias;

        internal LayerNorm(
            long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
            : base(nameof(LayerNorm))
        {
            (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
            if (!elementwise_affine) return;
            weight = nn.Parameter(ones(normalized_shape, dtype, device));
            if (bias) this.bias = nn.Parameter(zeros(normalized_shape, dtype, device));
        }

        public long[] normalized_shape { get; set; }
        public double eps { get; set; }
        public bool elementwise_affine { get; set; }

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

        public void reset_parameters()
        {
            if (!elementwise_affine) return;
            nn.init.ones_(weight);
            if (bias is not null) nn.init.zeros_(bias);
        }

        public override Tensor forward(Tensor tensor) => F.layer_norm(tensor, normalized_shape, ownWeight, bias, eps);
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm2d BatchNorm2d(
                long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
                Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

            public static LayerNorm LayerNorm(
                long[] normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

            public static LayerNorm LayerNorm(
                long normalized_shape, double eps = 1e-05, bool elementwise_affine = true, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new([normalized_shape], eps, elementwise_affine, bias, device, dtype);
        }
    }
}
