// Any ATen operator by name: arguments are converted by the operator's own schema, then the dispatcher is called boxed.
#include "capsules_torch.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

enum class Want : uint8_t { Tensor, TensorList, OptionalTensorList, Int, Float, Number, Bool, IntList, FloatList, BoolList, String, Device, Generator, Other };

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Want> wants;
};

Want element(const c10::TypePtr& type) {
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return Want::TensorList;
    case c10::TypeKind::OptionalType: return Want::OptionalTensorList;
    case c10::TypeKind::IntType: return Want::IntList;
    case c10::TypeKind::FloatType: return Want::FloatList;
    case c10::TypeKind::BoolType: return Want::BoolList;
    default: return Want::Other;
  }
}

Want want(c10::TypePtr type) {
  if (auto optional = type->cast<c10::OptionalType>()) type = optional->getElementType();
  if (auto list = type->cast<c10::ListType>()) return element(list->getElementType());
  switch (type->kind()) {
    case c10::TypeKind::TensorType: return Want::Tensor;
    case c10::TypeKind::IntType: return Want::Int;
    case c10::TypeKind::FloatType: return Want::Float;
    case c10::TypeKind::NumberType: return Want::Number;
    case c10::TypeKind::BoolType: return Want::Bool;
    case c10::TypeKind::StringType: return Want::String;
    case c10::TypeKind::DeviceObjType: return Want::Device;
    case c10::TypeKind::GeneratorType: return Want::Generator;
    default: return Want::Other;
  }
}

[[noreturn]] void mismatch(const Operator& op, size_t index) {
  const auto& argument = op.handle.schema().arguments()[index];
  throw std::invalid_argument("argument '" + argument.name() + "' of " + c10::toString(op.handle.operator_name()) +
                              " must be " + argument.type()->annotation_str());
}

template <typename T>
c10::IValue list(const CtValue& value) {
  auto data = static_cast<const T*>(value.address);
  c10::List<T> result;
  result.reserve(value.length);
  for (int32_t i = 0; i < value.length; i++) result.push_back(data[i]);
  return result;
}

c10::IValue bools(const CtValue& value) {
  auto data = static_cast<const uint8_t*>(value.address);
  c10::List<bool> result;
  for (int32_t i = 0; i < value.length; i++) result.push_back(data[i] != 0);
  return result;
}

template <typename L>
c10::IValue tensors(const CtValue& value) {
  auto data = static_cast<void* const*>(value.address);
  L result;
  result.reserve(value.length);
  for (int32_t i = 0; i < value.length; i++) {
    if constexpr (std::is_same_v<L, c10::List<ct::optional<at::Tensor>>>)
      result.push_back(data[i] == nullptr ? ct::optional<at::Tensor>() : ct::optional<at::Tensor>(ct::borrow(data[i])));
    else
      result.push_back(ct::borrow(data[i]));
  }
  return result;
}

c10::IValue convert(const Operator& op, size_t index, const CtValue& value) {
  if (value.kind == CT_NONE) return {};
  switch (op.wants[index]) {
    case Want::Tensor:
      if (value.kind == CT_TENSOR) return ct::borrow(value.address);
      break;
    case Want::TensorList:
      if (value.kind == CT_TENSORS) return tensors<c10::List<at::Tensor>>(value);
      break;
    case Want::OptionalTensorList:
      if (value.kind == CT_TENSORS) return tensors<c10::List<ct::optional<at::Tensor>>>(value);
      break;
    case Want::Int:
      if (value.kind == CT_INT) return value.integer;
      break;
    case Want::Float:
      if (value.kind == CT_DOUBLE) return value.number;
      if (value.kind == CT_INT) return static_cast<double>(value.integer);
      break;
    case Want::Number:
      if (value.kind == CT_INT) return value.integer;
      if (value.kind == CT_DOUBLE) return value.number;
      if (value.kind == CT_BOOL) return value.integer != 0;
      break;
    case Want::Bool:
      if (value.kind == CT_BOOL) return value.integer != 0;
      break;
    case Want::IntList:
      if (value.kind == CT_INTS) return list<int64_t>(value);
      break;
    case Want::FloatList:
      if (value.kind == CT_DOUBLES) return list<double>(value);
      break;
    case Want::BoolList:
      if (value.kind == CT_BOOLS) return bools(value);
      break;
    case Want::String:
      if (value.kind == CT_STRING) return std::string(static_cast<const char*>(value.address), value.length);
      break;
    case Want::Device:
      if (value.kind == CT_DEVICE)
        return c10::Device(static_cast<c10::DeviceType>(value.length), static_cast<c10::DeviceIndex>(value.integer));
      break;
    case Want::Generator:
      if (value.kind == CT_GENERATOR) return *static_cast<at::Generator*>(value.address);
      break;
    case Want::Other:
      break;
  }
  mismatch(op, index);
}

void give(c10::IValue&& value, CtValue& result) {
  result = CtValue{CT_NONE, 0, {0}};
  if (value.isTensor()) {
    auto tensor = std::move(value).toTensor();
    if (!tensor.defined()) return;
    result.kind = CT_TENSOR;
    result.address = ct::release(std::move(tensor));
  } else if (value.isInt()) {
    result.kind = CT_INT;
    result.integer = value.toInt();
  } else if (value.isDouble()) {
    result.kind = CT_DOUBLE;
    result.number = value.toDouble();
  } else if (value.isBool()) {
    result.kind = CT_BOOL;
    result.integer = value.toBool();
  } else if (value.isTensorList()) {
    auto all = value.toTensorVector();
    result.kind = CT_TENSORS;
    result.length = static_cast<int32_t>(all.size());
    auto addresses = static_cast<void**>(std::malloc(sizeof(void*) * (all.empty() ? 1 : all.size())));
    for (size_t i = 0; i < all.size(); i++) addresses[i] = ct::release(std::move(all[i]));
    result.address = addresses;
  } else if (!value.isNone()) {
    throw std::invalid_argument("a result of kind " + value.tagKind() + " has no C# form");
  }
}

// Reused per thread: a stack that grows once costs nothing afterwards. Taken by value so that a nested call has its own.
struct StackLease {
  static thread_local std::vector<torch::jit::Stack> pool;
  torch::jit::Stack stack;
  StackLease() {
    if (!pool.empty()) {
      stack = std::move(pool.back());
      pool.pop_back();
    }
  }
  ~StackLease() {
    stack.clear();
    pool.push_back(std::move(stack));
  }
};
thread_local std::vector<torch::jit::Stack> StackLease::pool;

}  // namespace

CT_API int ct_operator(const char* name, const char* overload, void** result) {
  return ct::guarded([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto op = new Operator{handle, {}};
    for (const auto& argument : handle.schema().arguments()) op->wants.push_back(want(argument.type()));
    *result = op;
  });
}

// Arguments left out at the end take the schema's defaults. `count` results are written, at most `capacity`.
CT_API int ct_call(void* handle, const CtValue* arguments, int32_t given, CtValue* results, int32_t capacity, int32_t* count) {
  return ct::guarded([&] {
    auto& op = *static_cast<Operator*>(handle);
    const auto& schema = op.handle.schema();
    auto expected = static_cast<int32_t>(op.wants.size());
    if (given > expected)
      throw std::invalid_argument(c10::toString(op.handle.operator_name()) + " takes " + std::to_string(expected) +
                                  " arguments, not " + std::to_string(given));
    StackLease lease;
    auto& stack = lease.stack;
    for (int32_t i = 0; i < given; i++) stack.push_back(convert(op, i, arguments[i]));
    for (int32_t i = given; i < expected; i++) {
      const auto& value = schema.arguments()[i].default_value();
      if (!value) mismatch(op, i);
      stack.push_back(*value);
    }
    op.handle.callBoxed(&stack);
    if (static_cast<int32_t>(stack.size()) > capacity)
      throw std::invalid_argument(c10::toString(op.handle.operator_name()) + " returns too many results");
    *count = static_cast<int32_t>(stack.size());
    for (int32_t i = 0; i < *count; i++) give(std::move(stack[i]), results[i]);
  });
}

CT_API void ct_free(void* address) { std::free(address); }
