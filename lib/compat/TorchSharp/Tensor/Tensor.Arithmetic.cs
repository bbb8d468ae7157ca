using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Add = new("add", "Tensor"), AddScalar = new("add", "Scalar"), AddInPlace = new("add_", "Tensor"),
        AddScalarInPlace = new("add_", "Scalar"), Sub = new("sub", "Tensor"), SubScalar = new("sub", "Scalar"),
        SubInPlace = new("sub_", "Tensor"), SubScalarInPlace = new("sub_", "Scalar"), Mul = new("mul", "Tensor"),
        MulScalar = new("mul", "Scalar"), MulInPlace = new("mul_", "Tensor"), MulScalarInPlace = new("mul_", "Scalar"),
        Div = new("div", "Tensor"), DivInPlace = new("div_", "Tensor"), DivScalar = new("div", "Scalar"),
        DivScalarInPlace = new("div_", "Scalar"), DivMode = new("div", "Tensor_mode"), DivModeInPlace = new("div_", "Tensor_mode"),
        DivScalarMode = new("div", "Scalar_mode"), DivScalarModeInPlace = new("div_", "Scalar_mode"),
        Remainder = new("remainder", "Tensor"), RemainderScalar = new("remainder", "Scalar"), Fmod = new("fmod", "Tensor"),
        FmodScalar = new("fmod", "Scalar"), FloorDivide = new("floor_divide"), FloorDivideScalar = new("floor_divide", "Scalar"),
        Pow = new("pow", "Tensor_Tensor"), PowScalar = new("pow", "Tensor_Scalar"), PowInPlace = new("pow_", "Tensor"),
        PowScalarInPlace = new("pow_", "Scalar"), Atan2 = new("atan2"), Maximum = new("maximum"), Minimum = new("minimum"),
        BitwiseAnd = new("bitwise_and", "Tensor"), BitwiseOr = new("bitwise_or", "Tensor"), BitwiseXor = new("bitwise_xor", "Tensor"),
        LogicalAnd = new("logical_and"), LogicalOr = new("logical_or"), LogicalXor = new("logical_xor"), Logaddexp = new("logaddexp"),
        Lerp = new("lerp", "Tensor"), LerpInPlace = new("lerp_", "Tensor"), Addcmul = new("addcmul"), AddcmulInPlace = new("addcmul_"),
        Addcdiv = new("addcdiv"), AddcdivInPlace = new("addcdiv_"), Clamp = new("clamp"), ClampInPlace = new("clamp_"),
        ClampTensor = new("clamp", "Tensor"), ClampTensorInPlace = new("clamp_", "Tensor"), Rsub = new("rsub", "Scalar");

    public partial class Tensor
    {
        public Tensor add(Tensor target) => Add.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Add.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => AddScalar.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => AddScalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => AddInPlace.CallInPlace(this, this, target);
        public Tensor add_(Tensor target, Scalar alpha) => AddInPlace.CallInPlace(this, this, target, alpha);
        public Tensor add_(Scalar scalar) => AddScalarInPlace.CallInPlace(this, this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => AddScalarInPlace.CallInPlace(this, this, scalar, alpha);
        public Tensor sub(Tensor target) => Sub.Call(this, target);
        public Tensor sub(Scalar target) => SubScalar.Call(this, target);
        public Tensor sub_(Tensor target) => SubInPlace.CallInPlace(this, this, target);
        public Tensor sub_(Scalar target) => SubScalarInPlace.CallInPlace(this, this, target);
        public Tensor mul(Tensor target) => Mul.Call(this, target);
        public Tensor mul(Scalar target) => MulScalar.Call(this, target);
        public Tensor mul_(Tensor target) => MulInPlace.CallInPlace(this, this, target);
        public Tensor mul_(Scalar target) => MulScalarInPlace.CallInPlace(this, this, target);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? Div.Call(this, target) : DivMode.Call(this, target, Name(rounding_mode));
        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None ? DivScalar.Call(this, target) : DivScalarMode.Call(this, target, Name(rounding_mode));
        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? DivInPlace.CallInPlace(this, this, target)
            : DivModeInPlace.CallInPlace(this, this, target, Name(rounding_mode));
        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => rounding_mode == RoundingMode.None
            ? DivScalarInPlace.CallInPlace(this, this, target)
            : DivScalarModeInPlace.CallInPlace(this, this, target, Name(rounding_mode));

        public Tensor remainder(Tensor target) => Remainder.Call(this, target);
        public Tensor remainder(Scalar scalar) => RemainderScalar.Call(this, scalar);
        public Tensor fmod(Tensor target) => Fmod.Call(this, target);
        public Tensor fmod(Scalar scalar) => FmodScalar.Call(this, scalar);
        public Tensor floor_divide(Tensor other) => FloorDivide.Call(this, other);
        public Tensor floor_divide(Scalar other) => FloorDivideScalar.Call(this, other);
        public Tensor pow(Tensor exponent) => Pow.Call(this, exponent);
        public Tensor pow(Scalar exponent) => PowScalar.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => PowInPlace.CallInPlace(this, this, exponent);
        public Tensor pow_(Scalar exponent) => PowScalarInPlace.CallInPlace(this, this, exponent);
        public Tensor atan2(Tensor other) => Atan2.Call(this, other);
        public Tensor maximum(Tensor other) => Maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Minimum.Call(this, other);
        public Tensor bitwise_and(Tensor other) => BitwiseAnd.Call(this, other);
        public Tensor bitwise_or(Tensor other) => BitwiseOr.Call(this, other);
        public Tensor bitwise_xor(Tensor other) => BitwiseXor.Call(this, other);
        public Tensor logical_and(Tensor other) => LogicalAnd.Call(this, other);
        public Tensor logical_or(Tensor other) => LogicalOr.Call(this, other);
        public Tensor logical_xor(Tensor other) => LogicalXor.Call(this, other);
        public Tensor logaddexp(Tensor other) => Logaddexp.Call(this, other);
        public Tensor lerp(Tensor end, Tensor weight) => Lerp.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => LerpInPlace.CallInPlace(this, this, end, weight);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Addcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => AddcmulInPlace.CallInPlace(this, this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Addcdiv.Call(this, tensor1, tensor2);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Addcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => AddcdivInPlace.CallInPlace(this, this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => AddcdivInPlace.CallInPlace(this, this, tensor1, tensor2, value);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => ClampTensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => ClampInPlace.CallInPlace(this, this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => ClampTensorInPlace.CallInPlace(this, this, min, max);
        public Tensor clamp_min(Scalar min) => Clamp.Call(this, min);
        public Tensor clamp_max(Scalar max) => Clamp.Call(this, default, max);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => Clamp.Call(this, min, max);

        private static string Name(RoundingMode mode) => mode == RoundingMode.trunc ? "trunc" : "floor";
    }
}
