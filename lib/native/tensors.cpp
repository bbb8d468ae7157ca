// A tensor's lifetime, shape and memory.
#include "capsules_torch.h"

#include <cstring>

CT_API void ct_tensor_free(void* impl) {
  c10::intrusive_ptr<at::TensorImpl>::reclaim(static_cast<at::TensorImpl*>(impl));
}

CT_API void* ct_tensor_alias(void* impl) { return ct::release(ct::borrow(impl)); }

CT_API int ct_tensor_meta(void* impl, CtMeta* meta) {
  return ct::guarded([&] {
    auto tensor = static_cast<at::TensorImpl*>(impl);
    auto device = tensor->device();
    *meta = CtMeta{static_cast<int32_t>(c10::typeMetaToScalarType(tensor->dtype())), static_cast<int32_t>(device.type()),
                   device.index(), static_cast<int32_t>(tensor->dim()), tensor->sizes().data(), tensor->strides().data(),
                   tensor->numel()};
  });
}

CT_API int ct_tensor_data(void* impl, void** data) {
  return ct::guarded([&] { *data = ct::borrow(impl).data_ptr(); });
}

// A tensor over memory of the caller's; `done(context)` is called when libtorch lets go of it.
CT_API int ct_tensor_over(void* data, const int64_t* sizes, int32_t dimensions, int32_t dtype, void (*done)(void*), void* context,
                          void** result) {
  return ct::guarded([&] {
    auto options = at::TensorOptions().dtype(static_cast<at::ScalarType>(dtype));
    auto tensor = at::from_blob(data, at::IntArrayRef(sizes, dimensions), [=](void*) { done(context); }, options);
    *result = ct::release(std::move(tensor));
  });
}
