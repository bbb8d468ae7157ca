using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>One argument or result as the native side sees it (CtValue).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct NativeValue
{
    [FieldOffset(0)] internal Kind Kind;
    [FieldOffset(4)] internal int Length;
    [FieldOffset(8)] internal long Integer;
    [FieldOffset(8)] internal double Number;
    [FieldOffset(8)] internal nint Address;
}

internal enum Kind
{
    None, Tensor, Int, Double, Bool, Ints, Doubles, Tensors, String, Device, Generator, Bools,
}

/// <summary>Shape and type of a tensor as the native side reports it (CtMeta).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeMeta
{
    internal int DType, DeviceType, DeviceIndex, Dimensions;
    internal long* Sizes;
    internal long* Strides;
    internal long Elements;
}

/// <summary>The C surface of lib/native; every function that returns int returns 0, or 1 with the reason in ct_last_error.</summary>
internal static unsafe partial class Library
{
    private const string Name = "capsules_torch";

    // A library loaded by path (from a notebook) finds its native part beside itself.
    [ModuleInitializer]
    internal static void Initialize() => NativeLibrary.SetDllImportResolver(typeof(Library).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? search)
    {
        if (name != Name) return 0;
        var folder = Path.GetDirectoryName(assembly.Location) is { Length: > 0 } beside ? beside : AppContext.BaseDirectory;
        var path = Path.Combine(folder, "libcapsules_torch.so");
        if (!File.Exists(path))
            throw new DllNotFoundException($"{path} is missing. Run ./workbook setup, which builds it.");
        NativeEnvironment.Prepare();
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException(
                $"{path} cannot be loaded: libtorch is missing or another version than at build time. Run ./workbook setup. ({e.Message})", e);
        }
    }

    [LibraryImport(Name)] internal static partial nint ct_last_error();
    [LibraryImport(Name)] internal static partial nint ct_version();
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int ct_operator(string name, string overload, out nint result);
    [LibraryImport(Name)]
    internal static partial int ct_call(nint op, NativeValue* arguments, int given, NativeValue* results, int capacity, int* count);
    [LibraryImport(Name)] internal static partial void ct_free(nint address);

    [LibraryImport(Name)] internal static partial void ct_tensor_free(nint tensor);
    [LibraryImport(Name)] internal static partial nint ct_tensor_alias(nint tensor);
    [LibraryImport(Name)] internal static partial int ct_tensor_meta(nint tensor, NativeMeta* meta);
    [LibraryImport(Name)] internal static partial int ct_tensor_data(nint tensor, void** data);
    [LibraryImport(Name)]
    internal static partial int ct_tensor_over(void* data, long* sizes, int dimensions, int dtype, delegate* unmanaged<nint, void> done, nint context, out nint result);

    [LibraryImport(Name)] internal static partial int ct_requires_grad(nint tensor);
    [LibraryImport(Name)] internal static partial int ct_set_requires_grad(nint tensor, int value);
    [LibraryImport(Name)] internal static partial int ct_is_leaf(nint tensor);
    [LibraryImport(Name)] internal static partial int ct_grad(nint tensor, out nint grad);
    [LibraryImport(Name)] internal static partial int ct_set_grad(nint tensor, nint grad);
    [LibraryImport(Name)] internal static partial int ct_retain_grad(nint tensor);
    [LibraryImport(Name)]
    internal static partial int ct_backward(nint* roots, nint* grads, int count, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Name)]
    internal static partial int ct_gradients(
        nint* outputs, nint* grads, int count, nint* inputs, int inputCount, int retain, int create, int allowUnused, nint* results);

    [LibraryImport(Name)]
    internal static partial void ct_node_callbacks(
        delegate* unmanaged<nint, nint, nint*, int, nint*, int, int> apply, delegate* unmanaged<nint, void> release);
    [LibraryImport(Name)] internal static partial int ct_node_new(nint call, nint* inputs, int count, out nint result);
    [LibraryImport(Name)] internal static partial int ct_node_output(nint node, nint output, int differentiable);
    [LibraryImport(Name)] internal static partial int ct_node_save(nint node, nint* tensors, int count);
    [LibraryImport(Name)] internal static partial int ct_node_saved(nint node, int index, out nint result);
    [LibraryImport(Name)] internal static partial void ct_node_free(nint node);
    [LibraryImport(Name, StringMarshalling = StringMarshalling.Utf8)] internal static partial void ct_fail(string message);

    [LibraryImport(Name)]
    internal static partial int ct_adam(
        nint* parameters, nint* grads, nint* firsts, nint* seconds, int count, long step, double rate, double beta1, double beta2,
        double eps, double decay, int decoupled, int maximize, int* handled);

    [LibraryImport(Name)] internal static partial int ct_grad_enabled();
    [LibraryImport(Name)] internal static partial void ct_set_grad_enabled(int enabled);
    [LibraryImport(Name)] internal static partial int ct_inference_enabled();
    [LibraryImport(Name)] internal static partial nint ct_inference_enter(int enabled);
    [LibraryImport(Name)] internal static partial void ct_inference_leave(nint guard);

    [LibraryImport(Name)] internal static partial int ct_manual_seed(ulong seed);
    [LibraryImport(Name)] internal static partial int ct_generator_new(int deviceType, int deviceIndex, ulong seed, out nint result);
    [LibraryImport(Name)] internal static partial int ct_generator_default(int deviceType, int deviceIndex, out nint result);
    [LibraryImport(Name)] internal static partial void ct_generator_free(nint generator);
    [LibraryImport(Name)] internal static partial int ct_generator_seed(nint generator, ulong seed);
    [LibraryImport(Name)] internal static partial int ct_generator_initial_seed(nint generator, out ulong seed);
    [LibraryImport(Name)] internal static partial int ct_generator_state(nint generator, out nint state);
    [LibraryImport(Name)] internal static partial int ct_generator_set_state(nint generator, nint state);

    [LibraryImport(Name)] internal static partial int ct_threads();
    [LibraryImport(Name)] internal static partial int ct_set_threads(int count);
    [LibraryImport(Name)] internal static partial int ct_cuda_devices();
    [LibraryImport(Name)] internal static partial int ct_cudnn_available();
    [LibraryImport(Name)] internal static partial int ct_cuda_manual_seed(ulong seed);
    [LibraryImport(Name)] internal static partial int ct_cuda_synchronize(int device);

    /// <summary>Throws what the native side reported, as the real package does.</summary>
    internal static void Check(int status, string? where = null)
    {
        if (status == 0) return;
        var message = Marshal.PtrToStringUTF8(ct_last_error()) ?? "unknown native error";
        throw new ExternalException(where is null ? message : $"{message}\n  in {where}");
    }
}
