using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An array of numbers of one type on one device, with automatic differentiation.</summary>
    public partial class Tensor : IDisposable
    {
        private static long total, peak;
        private nint handle;

        private protected Tensor(nint handle)
        {
            this.handle = handle;
            var count = Interlocked.Increment(ref total);
            for (var seen = Volatile.Read(ref peak); count > seen; seen = Volatile.Read(ref peak))
                if (Interlocked.CompareExchange(ref peak, count, seen) == seen) break;
            OwningDisposeScope = DisposeScopeManager.Register(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref total);

        /// <summary>The most tensors that were alive at one time.</summary>
        public static long PeakCount => Interlocked.Read(ref peak);

        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Takes over one native reference.</summary>
        internal static Tensor Own(nint handle) => new(handle);

        /// <summary>As <see cref="Own"/>; null for an undefined tensor.</summary>
        internal static Tensor? OwnOrNull(nint handle) => handle == 0 ? null : new(handle);

        public static Tensor UnsafeCreateTensor(nint handle) => new(handle);

        /// <summary>Gives the native reference to the caller; this tensor is then invalid.</summary>
        public nint DecoupleFromNativeHandle()
        {
            GC.SuppressFinalize(this);
            OwningDisposeScope?.Forget(this);
            Interlocked.Decrement(ref total);
            var old = Handle;
            handle = 0;
            return old;
        }

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var old = Interlocked.Exchange(ref handle, 0);
            if (old == 0) return;
            Interlocked.Decrement(ref total);
            Library.ct_tensor_free(old);
        }
    }
}
