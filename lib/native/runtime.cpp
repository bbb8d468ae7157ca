// Errors, modes, random numbers, threads and devices.
#include "capsules_torch.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/cuda.h>

#include <mutex>

namespace {
thread_local std::string last_error;
}

void ct::fail(const char* message) { last_error = message; }

const std::string& ct::failure() { return last_error; }

CT_API const char* ct_last_error() { return last_error.c_str(); }

CT_API const char* ct_version() { return TORCH_VERSION; }

CT_API int32_t ct_grad_enabled() { return c10::GradMode::is_enabled(); }

CT_API void ct_set_grad_enabled(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

CT_API int32_t ct_inference_enabled() { return c10::InferenceMode::is_enabled(); }

CT_API void* ct_inference_enter(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }

CT_API void ct_inference_leave(void* guard) { delete static_cast<c10::InferenceMode*>(guard); }

CT_API int ct_manual_seed(uint64_t seed) {
  return ct::guarded([&] { at::manual_seed(seed); });
}

// A generator of the device (type 0: processor), seeded; index < 0 means the current device.
CT_API int ct_generator_new(int32_t device_type, int32_t device_index, uint64_t seed, void** result) {
  return ct::guarded([&] {
    auto device = c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    auto generator = device.is_cpu() ? at::detail::createCPUGenerator(seed) : at::globalContext().defaultGenerator(device).clone();
    if (!device.is_cpu()) generator.set_current_seed(seed);
    *result = new at::Generator(std::move(generator));
  });
}

CT_API int ct_generator_default(int32_t device_type, int32_t device_index, void** result) {
  return ct::guarded([&] {
    auto device = c10::Device(static_cast<c10::DeviceType>(device_type), static_cast<c10::DeviceIndex>(device_index));
    *result = new at::Generator(at::globalContext().defaultGenerator(device));
  });
}

CT_API void ct_generator_free(void* generator) { delete static_cast<at::Generator*>(generator); }

CT_API int ct_generator_seed(void* generator, uint64_t seed) {
  return ct::guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_current_seed(seed);
  });
}

CT_API int ct_generator_initial_seed(void* generator, uint64_t* seed) {
  return ct::guarded([&] { *seed = static_cast<at::Generator*>(generator)->current_seed(); });
}

CT_API int ct_generator_state(void* generator, void** state) {
  return ct::guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    *state = ct::release(g.get_state());
  });
}

CT_API int ct_generator_set_state(void* generator, void* state) {
  return ct::guarded([&] {
    auto& g = *static_cast<at::Generator*>(generator);
    std::lock_guard<std::mutex> lock(g.mutex());
    g.set_state(ct::borrow(state));
  });
}

CT_API int32_t ct_threads() { return at::get_num_threads(); }

CT_API int ct_set_threads(int32_t count) {
  return ct::guarded([&] { at::set_num_threads(count); });
}

CT_API int32_t ct_cuda_devices() {
  return static_cast<int32_t>(torch::cuda::device_count());
}

CT_API int32_t ct_cudnn_available() { return torch::cuda::cudnn_is_available(); }

CT_API int ct_cuda_manual_seed(uint64_t seed) {
  return ct::guarded([&] { torch::cuda::manual_seed_all(seed); });
}

CT_API int ct_cuda_synchronize(int32_t device) {
  return ct::guarded([&] {
    if (torch::cuda::is_available()) torch::cuda::synchronize(device);
  });
}
