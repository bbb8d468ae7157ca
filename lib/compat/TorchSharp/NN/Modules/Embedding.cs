using TorchSharp.Modules;
using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Rows of a table by number; the rows start from N(0, 1), that of the padding at zero.</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private static readonly Operator Lookup = new("embedding"), Renorm = new("embedding_renorm_");

        private readonly long padding;
        private readonly double? maxNorm;
        private readonly double normType;
        private readonly bool scaleByFrequency, sparse;

        [ComponentName(Name = nameof(weight))]
        private Parameter? ownWeight;

        internal Embedding(
            long rows, long columns, long? padding, double? maxNorm, double normType, bool scaleByFrequency, bool sparse, Device? device,
            ScalarType? dtype)
            : this(nn.Parameter(randn(rows, columns, dtype, device)), padding, maxNorm, normType, scaleByFrequency, sparse)
        {
            if (padding is null) return;
            using var unrecorded = no_grad();
            using var row = weight[this.padding];
            row.zero_();
        }

        internal Embedding(Parameter weight, long? padding, double? maxNorm, double normType, bool scaleByFrequency, bool sparse)
            : base(nameof(Embedding))
        {
            var rows = weight.shape[0];
            if (padding >= rows || padding < -rows) throw new ArgumentException($"padding_idx {padding} is not within {rows} embeddings");
            this.padding = padding is { } index ? (index < 0 ? index + rows : index) : -1;
            (this.maxNorm, this.normType, this.scaleByFrequency, this.sparse) = (maxNorm, normType, scaleByFrequency, sparse);
            this.weight = weight;
        }

        public Parameter weight
        {
            get => ownWeight!;
            set => Hold(ref ownWeight, value ?? throw new ArgumentNullException(nameof(weight)), nameof(weight));
        }

        public override Tensor forward(Tensor input)
        {
            if (maxNorm is { } most)
            {
                using var unrecorded = no_grad();
                Renorm.CallInPlace(weight, weight, input, most, normType);
            }
            return Lookup.Call(weight, input, padding, scaleByFrequency, sparse);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static Embedding Embedding(
                long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null) =>
                new(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse, device, dtype);

            public static Embedding Embedding_from_pretrained(
                Tensor embeddings, bool freeze = true, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
                bool scale_grad_by_freq = false, bool sparse = false, Device? device = null, ScalarType? dtype = null)
            {
                using var copy = embeddings.detach();
                var weight = copy.to(dtype ?? embeddings.dtype, device ?? embeddings.device, copy: true);
                return new(new Parameter(weight, !freeze), padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            }
        }
    }
}
