// Adam's update in one pass over the memory: as operators it is ten passes, and as many calls for each parameter.
#include "capsules_torch.h"

#include <ATen/Parallel.h>

#include <cmath>

// The widest vectors of the machine it runs on.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CT_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define CT_CLONES
#endif

namespace {

template <typename T>
struct Step {
  T beta1, beta2, eps, decay, shrink, sign, rate, scale;
};

#define CT_ADAM_LOOP(T)                                                             \
  for (int64_t i = 0; i < n; i++) {                                                 \
    T g = s.sign * grad[i] + s.decay * parameter[i];                                \
    T m = s.beta1 * first[i] + (1 - s.beta1) * g;                                   \
    T v = s.beta2 * second[i] + (1 - s.beta2) * g * g;                              \
    first[i] = m;                                                                   \
    second[i] = v;                                                                  \
    parameter[i] = s.shrink * parameter[i] - s.rate * m / (std::sqrt(v) / s.scale + s.eps); \
  }

CT_CLONES void update(float* __restrict parameter, const float* __restrict grad, float* __restrict first, float* __restrict second,
                      int64_t n, const Step<float> s) {
  CT_ADAM_LOOP(float)
}

CT_CLONES void update(double* __restrict parameter, const double* __restrict grad, double* __restrict first, double* __restrict second,
                      int64_t n, const Step<double> s) {
  CT_ADAM_LOOP(double)
}

#undef CT_ADAM_LOOP

template <typename T>
void run(const at::Tensor& parameter, const at::Tensor& grad, const at::Tensor& first, const at::Tensor& second, const Step<double>& s) {
  Step<T> step{static_cast<T>(s.beta1), static_cast<T>(s.beta2), static_cast<T>(s.eps),  static_cast<T>(s.decay),
               static_cast<T>(s.shrink), static_cast<T>(s.sign), static_cast<T>(s.rate), static_cast<T>(s.scale)};
  auto p = static_cast<T*>(parameter.data_ptr()), m = static_cast<T*>(first.data_ptr()), v = static_cast<T*>(second.data_ptr());
  auto g = static_cast<const T*>(grad.data_ptr());
  at::parallel_for(0, parameter.numel(), 1 << 16,
                   [&](int64_t begin, int64_t end) { update(p + begin, g + begin, m + begin, v + begin, end - begin, step); });
}

bool plain(const at::Tensor& tensor, const at::Tensor& like) {
  return tensor.defined() && tensor.device().is_cpu() && tensor.layout() == at::kStrided && tensor.is_contiguous() &&
         tensor.scalar_type() == like.scalar_type() && tensor.numel() == like.numel();
}

}  // namespace

// One step for each parameter that lies, with its gradient and moments, in main memory without gaps; `handled` says for which.
CT_API int ct_adam(void* const* parameters, void* const* grads, void* const* firsts, void* const* seconds, int32_t count, int64_t step,
                   double rate, double beta1, double beta2, double eps, double decay, int32_t decoupled, int32_t maximize,
                   int32_t* handled) {
  return ct::guarded([&] {
    Step<double> s{beta1, beta2, eps, decoupled ? 0 : decay, decoupled ? 1 - rate * decay : 1, maximize ? -1. : 1.,
                   rate / (1 - std::pow(beta1, step)), std::sqrt(1 - std::pow(beta2, step))};
    for (int32_t i = 0; i < count; i++) {
      auto parameter = ct::borrow(parameters[i]), grad = ct::borrow(grads[i]);
      auto first = ct::borrow(firsts[i]), second = ct::borrow(seconds[i]);
      auto type = parameter.scalar_type();
      handled[i] = (type == at::kFloat || type == at::kDouble) && plain(parameter, parameter) && plain(grad, parameter) &&
                   plain(first, parameter) && plain(second, parameter);
      if (!handled[i]) continue;
      if (type == at::kFloat)
        run<float>(parameter, grad, first, second, s);
      else
        run<double>(parameter, grad, first, second, s);
      // What the graph of an earlier forward saved is no longer what it was.
      for (auto& tensor : {parameter, first, second}) tensor.unsafeGetTensorImpl()->bump_version();
    }
  });
}
