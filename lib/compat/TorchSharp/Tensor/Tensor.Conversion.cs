using System.Runtime.CompilerServices;
using TorchSharp.Native;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        ToDevice = new("to", "device"), ToDtype = new("to", "dtype"), LocalScalar = new("_local_scalar_dense"), Clone = new("clone"),
        CopyInPlace = new("copy_"), FillInPlace = new("fill_", "Scalar"), ZeroInPlace = new("zero_");

    public partial class Tensor
    {
        public Tensor to(
            ScalarType type, Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(ToDevice.Call(this, device, type, non_blocking, copy), disposeAfter);
        public Tensor to(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            Converted(ToDtype.Call(this, type, non_blocking, copy), disposeAfter);
        public Tensor to(Device device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(dtype, device, copy, disposeAfter, non_blocking);
        public Tensor to(string device, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(device), copy, disposeAfter, non_blocking);
        public Tensor to(
            DeviceType deviceType, int deviceIndex = -1, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(new Device(deviceType, deviceIndex), copy, disposeAfter, non_blocking);
        public Tensor to(Tensor other, bool non_blocking = false) => to(other.dtype, other.device, non_blocking: non_blocking);
        public Tensor to_type(ScalarType type, bool copy = false, bool disposeAfter = false, bool non_blocking = false) =>
            to(type, copy, disposeAfter, non_blocking);
        public Tensor type(ScalarType dtype) => to_type(dtype);
        public Tensor type_as(Tensor tensor) => to_type(tensor.dtype);
        public Tensor cpu() => to(CPU);
        public Tensor cuda(Device? device = null, bool non_blocking = false) => to(device ?? CUDA, non_blocking: non_blocking);

        public Tensor @bool() => to_type(ScalarType.Bool);
        public Tensor @byte() => to_type(ScalarType.Byte);
        public Tensor @char() => to_type(ScalarType.Int8);
        public Tensor @short() => to_type(ScalarType.Int16);
        public Tensor @int() => to_type(ScalarType.Int32);
        public Tensor @long() => to_type(ScalarType.Int64);
        public Tensor half() => to_type(ScalarType.Float16);
        public Tensor bfloat16() => to_type(ScalarType.BFloat16);
        public Tensor @float() => to_type(ScalarType.Float32);
        public Tensor @double() => to_type(ScalarType.Float64);

        public Tensor clone() => Clone.Call(this);
        public Tensor copy_(Tensor source, bool nonBlocking = false) => CopyInPlace.CallInPlace(this, this, source, nonBlocking);
        public Tensor fill_(Scalar value) => FillInPlace.CallInPlace(this, this, value);
        public Tensor zero_() => ZeroInPlace.CallInPlace(this, this);

        public bool is_floating_point() => torch.is_floating_point(dtype);
        public bool is_integral() => torch.is_integral(dtype);
        public bool is_complex() => torch.is_complex(dtype);
        public bool is_cpu() => device_type == DeviceType.CPU;

        /// <summary>The only element, of exactly the tensor's own type.</summary>
        /// <exception cref="ArgumentException">Another type, or another number of elements than one.</exception>
        public T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"Number of elements in the tensor must be 1, not {NumberOfElements}");
            RequireType<T>();
            if (is_cpu()) return Unsafe.ReadUnaligned<T>(ref bytes[0]);
            using var here = cpu();
            return Unsafe.ReadUnaligned<T>(ref here.bytes[0]);
        }

        public Scalar ToScalar() => Scalar.From(LocalScalar.CallValue(this), dtype);

        /// <summary>The elements, read and written in place, whatever the strides.</summary>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The memory of a contiguous tensor in main memory.</summary>
        public unsafe Span<byte> bytes
        {
            get
            {
                if (!is_cpu()) throw new InvalidOperationException("Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
                if (!is_contiguous()) throw new InvalidOperationException("bytes needs a contiguous tensor; call contiguous() first");
                var length = checked((int)(NumberOfElements * ElementSize));
                return new Span<byte>((void*)Address(), length);
            }

            set
            {
                var own = bytes;
                if (value.Length != own.Length) throw new ArgumentException($"{value.Length} bytes for a tensor of {own.Length}");
                value.CopyTo(own);
            }
        }

        internal unsafe nint Address()
        {
            void* data;
            Library.Check(Library.ct_tensor_data(Handle, &data));
            GC.KeepAlive(this);
            return (nint)data;
        }

        private void RequireType<T>()
        {
            if (!Types.TryGetValue(typeof(T), out var wanted) || wanted != dtype)
                throw new ArgumentException($"{typeof(T).Name} is not the element type of a tensor of {dtype}");
        }

        private Tensor Converted(Tensor result, bool disposeAfter)
        {
            if (disposeAfter && !ReferenceEquals(result, this)) Dispose();
            return result;
        }

        public static explicit operator float(Tensor value) => value.ToSingle();
        public static explicit operator double(Tensor value) => value.ToDouble();
        public static explicit operator sbyte(Tensor value) => value.ToSByte();
        public static explicit operator byte(Tensor value) => value.ToByte();
        public static explicit operator short(Tensor value) => value.ToInt16();
        public static explicit operator int(Tensor value) => value.ToInt32();
        public static explicit operator long(Tensor value) => value.ToInt64();
        public static explicit operator bool(Tensor value) => value.ToBoolean();

        public static implicit operator Tensor(byte value) => tensor(value);
        public static implicit operator Tensor(sbyte value) => tensor(value);
        public static implicit operator Tensor(short value) => tensor(value);
        public static implicit operator Tensor(int value) => tensor(value);
        public static implicit operator Tensor(long value) => tensor(value);
        public static implicit operator Tensor(float value) => tensor(value);
        public static implicit operator Tensor(double value) => tensor(value);
        public static implicit operator Tensor(bool value) => tensor(value);
        public static implicit operator Tensor(byte[] value) => tensor(value);
        public static implicit operator Tensor(sbyte[] value) => tensor(value);
        public static implicit operator Tensor(short[] value) => tensor(value);
        public static implicit operator Tensor(int[] value) => tensor(value);
        public static implicit operator Tensor(long[] value) => tensor(value);
        public static implicit operator Tensor(float[] value) => tensor(value);
        public static implicit operator Tensor(double[] value) => tensor(value);
        public static implicit operator Tensor(bool[] value) => tensor(value);
        public static implicit operator Tensor(Scalar scalar) => full([], scalar, scalar.Type);
    }

    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;

    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    public static bool is_floating_point(Tensor input) => input.is_floating_point();

    public static Tensor clone(Tensor input) => input.clone();
}
