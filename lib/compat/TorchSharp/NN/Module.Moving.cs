using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            protected internal virtual Module _to(Device device, ScalarType dtype, bool non_blocking) => Moved(device, dtype, non_blocking);

            protected internal virtual Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) =>
                Moved(new Device(deviceType, deviceIndex), null, non_blocking);

            protected internal virtual Module _to(ScalarType dtype, bool non_blocking) => Moved(null, dtype, non_blocking);

            /// <summary>A parameter on another device or of another type, with its gradient; false where nothing changes.</summary>
            protected static bool ReplaceParameter(ScalarType? dtype, Device? device, Parameter param, out Parameter? p)
            {
                p = null;
                var (type, place) = Target(param, dtype, device);
                if (!Changes(param, type, place)) return false;
                using var unrecorded = no_grad();
                p = new Parameter(param.to(type, place), param.requires_grad);
                p.DetachFromDisposeScope();
                using var grad = param.grad;
                if (grad is null) return true;
                using var moved = grad.to(type, place);
                p.grad = moved;
                return true;
            }

            /// <inheritdoc cref="ReplaceParameter"/>
            protected static bool ReplaceBuffer(ScalarType? dtype, Device? device, Tensor buffer, out Tensor? result)
            {
                result = null;
                var (type, place) = Target(buffer, dtype, device);
                if (!Changes(buffer, type, place)) return false;
                result = buffer.to(type, place);
                result.DetachFromDisposeScope();
                return true;
            }

            private Module Moved(Device? device, ScalarType? dtype, bool non_blocking)
            {
                if (device?.type == DeviceType.CUDA && !cuda.is_available()) throw new InvalidOperationException("CUDA is not available.");
                foreach (var child in children())
                {
                    if (device is null) child._to(dtype!.Value, non_blocking);
                    else if (dtype is null) child._to(device.type, device.index, non_blocking);
                    else child._to(device, dtype.Value, non_blocking);
                }
                foreach (var (key, parameter) in named_parameters(false).ToList())
                {
                    if (!ReplaceParameter(dtype, device, parameter, out var moved)) continue;
                    Put(key, moved!);
                    parameter.Dispose();
                }
                foreach (var (key, buffer) in named_buffers(false).ToList())
                {
                    if (!ReplaceBuffer(dtype, device, buffer, out var moved)) continue;
                    Put(key, moved!);
                    buffer.Dispose();
                }
                return this;
            }

            // Into the registry, and into the field or property that holds it.
            private void Put(string key, Tensor moved)
            {
                if (moved is Parameter parameter)
                {
                    ConditionallyRegisterParameter(key, parameter);
                    Replaced(key, parameter);
                }
                else ConditionallyRegisterBuffer(key, moved, ownBuffers[key].Persistent);
                Fields(GetType()).FirstOrDefault(field => Key(field) == key)?.SetValue(this, moved);
            }

            private protected virtual void Replaced(string key, Parameter moved)
            {
            }

            // Whole numbers keep their type when a module changes its own.
            private static (ScalarType Type, Device Place) Target(Tensor tensor, ScalarType? dtype, Device? device) =>
                (dtype is { } type && (tensor.is_floating_point() || tensor.is_complex()) ? type : tensor.dtype, device ?? tensor.device);

            private static bool Changes(Tensor tensor, ScalarType type, Device place) =>
                tensor.dtype != type || tensor.device_type != place.type || (place.index >= 0 && tensor.device_index != place.index);
        }
    }
}
