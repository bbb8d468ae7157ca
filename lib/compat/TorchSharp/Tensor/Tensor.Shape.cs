using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long[] shape
        {
            get
            {
                var meta = Meta();
                var result = Sizes(meta).ToArray();
                GC.KeepAlive(this);
                return result;
            }
        }

        public ScalarType dtype => (ScalarType)Meta().DType;

        public Device device
        {
            get
            {
                var meta = Meta();
                return new Device((DeviceType)meta.DeviceType, meta.DeviceIndex);
            }
        }

        public DeviceType device_type => (DeviceType)Meta().DeviceType;

        public int device_index => Meta().DeviceIndex;

        public bool is_cuda => device_type == DeviceType.CUDA;

        public long Dimensions => Meta().Dimensions;

        public long ndim => Meta().Dimensions;

        public long NumberOfElements => Meta().Elements;

        public long ElementSize => dtype switch
        {
            ScalarType.Byte or ScalarType.Int8 or ScalarType.Bool or ScalarType.QInt8 or ScalarType.QUInt8 => 1,
            ScalarType.Int16 or ScalarType.Float16 or ScalarType.BFloat16 => 2,
            ScalarType.Int32 or ScalarType.Float32 or ScalarType.QInt32 => 4,
            ScalarType.ComplexFloat64 => 16,
            _ => 8,
        };

        public long dim() => Meta().Dimensions;

        public long numel() => Meta().Elements;

        public long element_size() => ElementSize;

        public long[] size() => shape;

        public long size(int dim)
        {
            var sizes = shape;
            if (dim < -sizes.Length || dim >= sizes.Length)
                throw new ArgumentOutOfRangeException(nameof(dim), dim, $"dimension {dim} of {Describe(this)}; it has {sizes.Length}");
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        public unsafe long[] stride()
        {
            var meta = Meta();
            var result = new ReadOnlySpan<long>(meta.Strides, meta.Dimensions).ToArray();
            GC.KeepAlive(this);
            return result;
        }

        public long stride(int dim) => stride()[dim < 0 ? dim + (int)ndim : dim];

        public unsafe bool is_contiguous()
        {
            var meta = Meta();
            long expected = 1;
            for (var i = meta.Dimensions - 1; i >= 0; i--)
            {
                if (meta.Sizes[i] == 0) return true;
                if (meta.Sizes[i] != 1 && meta.Strides[i] != expected) return false;
                expected *= meta.Sizes[i];
            }
            GC.KeepAlive(this);
            return true;
        }

        /// <summary>Type and shape, for messages: <c>Float32 [3, 4]</c>.</summary>
        internal static string Describe(Tensor tensor)
        {
            if (tensor.IsInvalid) return "disposed tensor";
            var where = tensor.device_type == DeviceType.CPU ? "" : $" {tensor.device}";
            return $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]{where}";
        }

        private unsafe NativeMeta Meta()
        {
            NativeMeta meta;
            Library.Check(Library.ct_tensor_meta(Handle, &meta));
            GC.KeepAlive(this);
            return meta;
        }

        private static unsafe ReadOnlySpan<long> Sizes(in NativeMeta meta) => new(meta.Sizes, meta.Dimensions);
    }
}
