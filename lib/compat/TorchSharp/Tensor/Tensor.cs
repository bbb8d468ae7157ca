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
            DisposeScopeManager.OfThisThread.Register(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref total);

        /// <summary>The most tensors that were alive at one time.</summary>
        public static long PeakCount => Interlocked.Read(ref peak);

        public nint Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        internal DisposeScope? OwningDisposeScope { get; set; }

        // Neighbours in the list of the scope that owns this tensor.
        internal Tensor? PreviousInScope { get; set; }

        internal Tensor? NextInScope { get; set; }

        /// <summary>Takes over one native reference.</summary>
        internal static Tensor Own(nint handle) => new(handle);

        /// <summary>As <see cref="Own"/>; null for an undefined tensor.</summary>
        internal static Tensor? OwnOrNull(nint handle) => handle == 0 ? null : new(handle);

        public static Tensor UnsafeCreateTensor(nint handle) => new(handle);

        /// <summary>Gives the native reference to the caller; this tensor is then invalid.</summary>
        public nint DecoupleFromNativeHandle()
        {
            var old = Handle;
            GC.SuppressFinalize(this);
            Disposed();
            Interlocked.Decrement(ref total);
            handle = 0;
            return old;
        }

        public void Dispose()
        {
            if (handle == 0) return;
            Disposed();
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        /// <summary>To the scope that owns another tensor, or to none where it has none.</summary>
        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope!);

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is { } scope) scope.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        private void Disposed()
        {
            if (OwningDisposeScope is { } scope) scope.MarkAsDisposed(this);
            else DisposeScopeManager.Statistics.Tensors.DisposedOutsideScopeCount++;
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
