using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds every device's default generator.</summary>
    public static Generator manual_seed(long seed)
    {
        Library.Check(Library.ct_manual_seed((ulong)seed));
        return Generator.Default;
    }

    /// <summary>The default generator's seed and state.</summary>
    public static class random
    {
        public static long initial_seed() => Generator.Default.initial_seed();
        public static long seed() => Generator.Default.seed();
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);
        public static Tensor get_rng_state() => Generator.Default.get_state();
        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    /// <summary>A stream of random numbers.</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = device ?? CPU;
            Library.Check(Library.ct_generator_new((int)this.device.type, this.device.index, seed, out handle));
        }

        private Generator(nint handle, Device device) => (this.handle, this.device) = (handle, device);

        ~Generator() => Dispose(false);

        public static Generator Default
        {
            get
            {
                Library.Check(Library.ct_generator_default((int)DeviceType.CPU, -1, out var handle));
                return new Generator(handle, CPU);
            }
        }

        public Device device { get; }

        public nint Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Generator manual_seed(long seed)
        {
            Library.Check(Library.ct_generator_seed(Handle, (ulong)seed));
            return this;
        }

        /// <summary>Seeds from the operating system's randomness and returns that seed.</summary>
        public long seed()
        {
            var fresh = BitConverter.ToInt64(System.Security.Cryptography.RandomNumberGenerator.GetBytes(8)) & long.MaxValue;
            manual_seed(fresh);
            return fresh;
        }

        public long initial_seed()
        {
            Library.Check(Library.ct_generator_initial_seed(Handle, out var seed));
            return (long)seed;
        }

        public Tensor get_state()
        {
            Library.Check(Library.ct_generator_state(Handle, out var state));
            return Tensor.Own(state);
        }

        public void set_state(Tensor value)
        {
            Library.Check(Library.ct_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref handle, 0) is var old && old != 0) Library.ct_generator_free(old);
        }
    }
}
