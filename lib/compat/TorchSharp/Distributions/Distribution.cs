namespace TorchSharp;

public static partial class torch
{
    public static partial class distributions
    {
        public static Modules.Beta Beta(Tensor concentration1, Tensor concentration0, Generator? generator = null) =>
            new(concentration1, concentration0, generator);

        public static Modules.Dirichlet Dirichlet(Tensor concentration, Generator? generator = null) => new(concentration, generator);

        /// <summary>A probability distribution: a batch of them, each over events of one shape.</summary>
        public abstract class Distribution : IDisposable
        {
            private protected readonly Generator? generator;

            public Distribution(Generator? generator, Size batch_shape, Size? event_shape = null) =>
                (this.generator, this.batch_shape, this.event_shape) = (generator, batch_shape, event_shape ?? Size.Empty);

            public Size batch_shape { get; }

            public Size event_shape { get; }

            public abstract Tensor mean { get; }

            public abstract Tensor variance { get; }

            public Tensor stddev
            {
                get
                {
                    using var square = variance;
                    return square.sqrt();
                }
            }

            /// <summary>Samples that carry no gradient.</summary>
            public virtual Tensor sample(params long[] sample_shape)
            {
                using var unrecorded = no_grad();
                return rsample(sample_shape);
            }

            public Tensor sample(Size sample_shape) => sample(sample_shape.Shape);

            /// <summary>Samples through which the parameters receive gradients.</summary>
            public abstract Tensor rsample(params long[] sample_shape);

            public Tensor rsample(Size sample_shape) => rsample(sample_shape.Shape);

            public abstract Tensor log_prob(Tensor value);

            public abstract Tensor entropy();

            protected long[] ExtendedShape(params long[] sample_shape) => [.. sample_shape, .. batch_shape, .. event_shape];

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }
        }

        public abstract class ExponentialFamily : Distribution
        {
            private protected ExponentialFamily(Generator? generator, Size batch_shape, Size? event_shape = null)
                : base(generator, batch_shape, event_shape)
            {
            }
        }
    }
}
