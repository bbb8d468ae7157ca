// Operations whose forward and backward are written in C#: a graph node that calls back.
#include "capsules_torch.h"

#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

#include <memory>
#include <vector>

namespace {

// Gets `count` gradients (owned; null where undefined), gives `expected` ones (owned; null where undefined), returns 0 or fails.
using Apply = int32_t (*)(void* call, void* node, void** gradients, int32_t count, void** results, int32_t expected);
using Release = void (*)(void* call);

Apply apply_callback;
Release release_callback;

struct ManagedNode : torch::autograd::Node {
  void* call;
  std::vector<torch::autograd::SavedVariable> saved;
  bool released = false;

  explicit ManagedNode(void* call) : call(call) {}
  ~ManagedNode() override { release_callback(call); }

  torch::autograd::variable_list apply(torch::autograd::variable_list&& gradients) override {
    TORCH_CHECK(!released, "Trying to backward through the graph a second time, but its saved tensors have been freed. ",
                "Specify retain_graph=true when calling backward the first time.");
    std::vector<void*> in, out(num_outputs(), nullptr);
    for (auto& gradient : gradients) in.push_back(ct::release(std::move(gradient)));
    auto status = apply_callback(call, this, in.data(), static_cast<int32_t>(in.size()), out.data(), static_cast<int32_t>(out.size()));
    torch::autograd::variable_list results;
    for (auto impl : out)
      results.push_back(impl == nullptr ? at::Tensor()
                                        : at::Tensor(c10::intrusive_ptr<at::TensorImpl>::reclaim(static_cast<at::TensorImpl*>(impl))));
    if (status != 0) throw std::runtime_error(ct::failure());
    return results;
  }

  void release_variables() override {
    saved.clear();
    released = true;
  }
};

using Handle = std::shared_ptr<ManagedNode>;

}  // namespace

CT_API void ct_node_callbacks(Apply apply, Release release) {
  apply_callback = apply;
  release_callback = release;
}

// A node below the given inputs. The handle is freed with ct_node_free once the outputs are attached.
CT_API int ct_node_new(void* call, void* const* inputs, int32_t count, void** result) {
  return ct::guarded([&] {
    Handle node(new ManagedNode(call), torch::autograd::deleteNode);
    torch::autograd::edge_list edges;
    for (int32_t i = 0; i < count; i++) {
      auto input = ct::borrow(inputs[i]);
      edges.push_back(input.requires_grad() ? torch::autograd::impl::gradient_edge(input) : torch::autograd::Edge());
    }
    node->set_next_edges(std::move(edges));
    *result = new Handle(std::move(node));
  });
}

// Every result has its place among the gradients, also one that carries none.
CT_API int ct_node_output(void* handle, void* output, int32_t differentiable) {
  return ct::guarded([&] {
    auto tensor = ct::borrow(output);
    auto& node = *static_cast<Handle*>(handle);
    if (differentiable)
      torch::autograd::set_history(tensor, node);
    else
      node->add_input_metadata(tensor);
  });
}

CT_API int ct_node_save(void* handle, void* const* tensors, int32_t count) {
  return ct::guarded([&] {
    auto& node = *static_cast<Handle*>(handle);
    for (int32_t i = 0; i < count; i++) {
      auto tensor = ct::borrow(tensors[i]);
      node->saved.emplace_back(tensor, tensor.defined() && tensor.grad_fn() == node);
    }
  });
}

CT_API int ct_node_saved(void* node, int32_t index, void** result) {
  return ct::guarded([&] {
    auto self = static_cast<ManagedNode*>(node);
    *result = ct::release(self->saved.at(index).unpack(self->shared_from_this()));
  });
}

CT_API void ct_node_free(void* handle) { delete static_cast<Handle*>(handle); }

CT_API void ct_fail(const char* message) { ct::fail(message); }
