// What autograd needs besides operators: flags, gradients, backward.
#include "capsules_torch.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/variable.h>

#include <vector>

namespace {

std::vector<at::Tensor> all(void* const* impls, int32_t count) {
  std::vector<at::Tensor> result;
  result.reserve(count);
  for (int32_t i = 0; i < count; i++) result.push_back(ct::borrow(impls[i]));
  return result;
}

ct::optional<bool> keep(int32_t retain) { return retain < 0 ? ct::optional<bool>() : ct::optional<bool>(retain != 0); }

}  // namespace

CT_API int32_t ct_requires_grad(void* impl) { return ct::borrow(impl).requires_grad(); }

CT_API int ct_set_requires_grad(void* impl, int32_t value) {
  return ct::guarded([&] { ct::borrow(impl).set_requires_grad(value != 0); });
}

CT_API int32_t ct_is_leaf(void* impl) { return ct::borrow(impl).is_leaf(); }

CT_API int ct_grad(void* impl, void** grad) {
  return ct::guarded([&] { *grad = ct::release(at::Tensor(ct::borrow(impl).grad())); });
}

CT_API int ct_set_grad(void* impl, void* grad) {
  return ct::guarded([&] { ct::borrow(impl).mutable_grad() = ct::borrow(grad); });
}

CT_API int ct_retain_grad(void* impl) {
  return ct::guarded([&] { ct::borrow(impl).retain_grad(); });
}

// `retain` < 0 means: as create_graph.
CT_API int ct_backward(void* const* roots, void* const* grads, int32_t count, int32_t retain, int32_t create, void* const* inputs,
                       int32_t input_count) {
  return ct::guarded([&] {
    torch::autograd::backward(all(roots, count), all(grads, count), keep(retain), create != 0, all(inputs, input_count));
  });
}

CT_API int ct_gradients(void* const* outputs, void* const* grads, int32_t count, void* const* inputs, int32_t input_count, int32_t retain,
                        int32_t create, int32_t allow_unused, void** results) {
  return ct::guarded([&] {
    auto found = torch::autograd::grad(all(outputs, count), all(inputs, input_count), all(grads, count), keep(retain), create != 0,
                                       allow_unused != 0);
    for (int32_t i = 0; i < input_count; i++) results[i] = ct::release(std::move(found[i]));
  });
}
