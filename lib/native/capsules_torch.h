// The C surface between C# and libtorch. Everything returns 0, or 1 with the reason in ct_last_error().
// A tensor crosses as a pointer to its TensorImpl, one reference owned by the receiver.
#pragma once

#include <ATen/ATen.h>
#include <torch/version.h>
#include <cstdint>
#include <exception>
#include <optional>
#include <string>

#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

#define CT_API extern "C" __attribute__((visibility("default")))

enum CtKind : int32_t {
  CT_NONE = 0, CT_TENSOR = 1, CT_INT = 2, CT_DOUBLE = 3, CT_BOOL = 4, CT_INTS = 5,
  CT_DOUBLES = 6, CT_TENSORS = 7, CT_STRING = 8, CT_DEVICE = 9, CT_GENERATOR = 10, CT_BOOLS = 11
};

// One argument or result: a kind, a length for lists (the type for a device), and 8 bytes of value or address.
struct CtValue {
  int32_t kind;
  int32_t length;
  union {
    int64_t integer;
    double number;
    void* address;
  };
};

struct CtMeta {
  int32_t dtype, device_type, device_index, dimensions;
  const int64_t* sizes;
  const int64_t* strides;
  int64_t elements;
};

namespace ct {

// libtorch had an optional of its own before it took the standard's.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
template <typename T>
using optional = std::optional<T>;
#else
template <typename T>
using optional = c10::optional<T>;
#endif

void fail(const char* message);
const std::string& failure();

inline at::Tensor borrow(void* impl) {
  if (impl == nullptr) return {};
  auto pointer = static_cast<at::TensorImpl*>(impl);
  c10::raw::intrusive_ptr::incref(pointer);
  return at::Tensor(c10::intrusive_ptr<at::TensorImpl>::reclaim(pointer));
}

inline void* release(at::Tensor&& tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

// Numbers below the normal range (1.2e-38 in float) count as zero while an operator runs, in it and in threads it starts. A processor
// takes a hundred times longer over them, and training makes many: gradients of capsules that hardly move, and Adam's means of these.
class NormalNumbers {
 public:
#if defined(__x86_64__)
  NormalNumbers() : before_(_mm_getcsr()) { _mm_setcsr(before_ | 0x8040); }  // results and arguments
  ~NormalNumbers() { _mm_setcsr(before_); }

 private:
  unsigned before_;
#endif
};

// No C++ exception may reach C#.
template <typename F>
int guarded(F&& body) {
  [[maybe_unused]] NormalNumbers only;
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    fail(e.what_without_backtrace());
  } catch (const std::exception& e) {
    fail(e.what());
  } catch (...) {
    fail("unknown native exception");
  }
  return 1;
}

}  // namespace ct
