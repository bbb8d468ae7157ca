using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Abs = new("abs"), AbsInPlace = new("abs_"), Exp = new("exp"), ExpInPlace = new("exp_"), Expm1 = new("expm1"),
        Expm1InPlace = new("expm1_"), Log = new("log"), LogInPlace = new("log_"), Log1p = new("log1p"), Log1pInPlace = new("log1p_"),
        Log2 = new("log2"), Log2InPlace = new("log2_"), Log10 = new("log10"), Log10InPlace = new("log10_"), Sqrt = new("sqrt"),
        SqrtInPlace = new("sqrt_"), Rsqrt = new("rsqrt"), RsqrtInPlace = new("rsqrt_"), Square = new("square"),
        Reciprocal = new("reciprocal"), ReciprocalInPlace = new("reciprocal_"), Neg = new("neg"), NegInPlace = new("neg_"),
        Sign = new("sign"), SignInPlace = new("sign_"), Floor = new("floor"), FloorInPlace = new("floor_"), Ceil = new("ceil"),
        CeilInPlace = new("ceil_"), Trunc = new("trunc"), TruncInPlace = new("trunc_"), Frac = new("frac"), FracInPlace = new("frac_"),
        Sin = new("sin"), SinInPlace = new("sin_"), Cos = new("cos"), CosInPlace = new("cos_"), Tan = new("tan"),
        TanInPlace = new("tan_"), Asin = new("asin"), AsinInPlace = new("asin_"), Acos = new("acos"), AcosInPlace = new("acos_"),
        Atan = new("atan"), AtanInPlace = new("atan_"), Sinh = new("sinh"), SinhInPlace = new("sinh_"), Cosh = new("cosh"),
        CoshInPlace = new("cosh_"), Tanh = new("tanh"), TanhInPlace = new("tanh_"), Erf = new("erf"), ErfInPlace = new("erf_"),
        Erfc = new("erfc"), ErfcInPlace = new("erfc_"), Erfinv = new("erfinv"), ErfinvInPlace = new("erfinv_"), Lgamma = new("lgamma"),
        LgammaInPlace = new("lgamma_"), Digamma = new("digamma"), DigammaInPlace = new("digamma_"), Sigmoid = new("sigmoid"),
        SigmoidInPlace = new("sigmoid_"), LogicalNot = new("logical_not"), LogicalNotInPlace = new("logical_not_"),
        BitwiseNot = new("bitwise_not"), BitwiseNotInPlace = new("bitwise_not_"), Isnan = new("isnan"), Isinf = new("isinf"),
        Isfinite = new("isfinite"), Round = new("round", "decimals"), RoundInPlace = new("round_", "decimals"), Relu = new("relu"),
        ReluInPlace = new("relu_"), Relu6 = new("relu6"), Silu = new("silu"), SiluInPlace = new("silu_"), Gelu = new("gelu"),
        LogSigmoid = new("log_sigmoid"), Softplus = new("softplus"), LeakyRelu = new("leaky_relu"), Elu = new("elu"),
        Selu = new("selu"), Softmax = new("softmax", "int"), LogSoftmax = new("log_softmax", "int"), Logsumexp = new("logsumexp"),
        NanToNum = new("nan_to_num"), NanToNumInPlace = new("nan_to_num_");

    public partial class Tensor
    {
        public Tensor abs() => Abs.Call(this);
        public Tensor abs_() => AbsInPlace.CallInPlace(this, this);
        public Tensor exp() => Exp.Call(this);
        public Tensor exp_() => ExpInPlace.CallInPlace(this, this);
        public Tensor expm1() => Expm1.Call(this);
        public Tensor expm1_() => Expm1InPlace.CallInPlace(this, this);
        public Tensor log() => Log.Call(this);
        public Tensor log_() => LogInPlace.CallInPlace(this, this);
        public Tensor log1p() => Log1p.Call(this);
        public Tensor log1p_() => Log1pInPlace.CallInPlace(this, this);
        public Tensor log2() => Log2.Call(this);
        public Tensor log2_() => Log2InPlace.CallInPlace(this, this);
        public Tensor log10() => Log10.Call(this);
        public Tensor log10_() => Log10InPlace.CallInPlace(this, this);
        public Tensor sqrt() => Sqrt.Call(this);
        public Tensor sqrt_() => SqrtInPlace.CallInPlace(this, this);
        public Tensor rsqrt() => Rsqrt.Call(this);
        public Tensor rsqrt_() => RsqrtInPlace.CallInPlace(this, this);
        public Tensor square() => Square.Call(this);
        public Tensor reciprocal() => Reciprocal.Call(this);
        public Tensor reciprocal_() => ReciprocalInPlace.CallInPlace(this, this);
        public Tensor neg() => Neg.Call(this);
        public Tensor neg_() => NegInPlace.CallInPlace(this, this);
        public Tensor sign() => Sign.Call(this);
        public Tensor sign_() => SignInPlace.CallInPlace(this, this);
        public Tensor floor() => Floor.Call(this);
        public Tensor floor_() => FloorInPlace.CallInPlace(this, this);
        public Tensor ceil() => Ceil.Call(this);
        public Tensor ceil_() => CeilInPlace.CallInPlace(this, this);
        public Tensor trunc() => Trunc.Call(this);
        public Tensor trunc_() => TruncInPlace.CallInPlace(this, this);
        public Tensor frac() => Frac.Call(this);
        public Tensor frac_() => FracInPlace.CallInPlace(this, this);
        public Tensor sin() => Sin.Call(this);
        public Tensor sin_() => SinInPlace.CallInPlace(this, this);
        public Tensor cos() => Cos.Call(this);
        public Tensor cos_() => CosInPlace.CallInPlace(this, this);
        public Tensor tan() => Tan.Call(this);
        public Tensor tan_() => TanInPlace.CallInPlace(this, this);
        public Tensor asin() => Asin.Call(this);
        public Tensor asin_() => AsinInPlace.CallInPlace(this, this);
        public Tensor acos() => Acos.Call(this);
        public Tensor acos_() => AcosInPlace.CallInPlace(this, this);
        public Tensor atan() => Atan.Call(this);
        public Tensor atan_() => AtanInPlace.CallInPlace(this, this);
        public Tensor sinh() => Sinh.Call(this);
        public Tensor sinh_() => SinhInPlace.CallInPlace(this, this);
        public Tensor cosh() => Cosh.Call(this);
        public Tensor cosh_() => CoshInPlace.CallInPlace(this, this);
        public Tensor tanh() => Tanh.Call(this);
        public Tensor tanh_() => TanhInPlace.CallInPlace(this, this);
        public Tensor erf() => Erf.Call(this);
        public Tensor erf_() => ErfInPlace.CallInPlace(this, this);
        public Tensor erfc() => Erfc.Call(this);
        public Tensor erfc_() => ErfcInPlace.CallInPlace(this, this);
        public Tensor erfinv() => Erfinv.Call(this);
        public Tensor erfinv_() => ErfinvInPlace.CallInPlace(this, this);
        public Tensor lgamma() => Lgamma.Call(this);
        public Tensor lgamma_() => LgammaInPlace.CallInPlace(this, this);
        public Tensor digamma() => Digamma.Call(this);
        public Tensor digamma_() => DigammaInPlace.CallInPlace(this, this);
        public Tensor sigmoid() => Sigmoid.Call(this);
        public Tensor sigmoid_() => SigmoidInPlace.CallInPlace(this, this);
        public Tensor logical_not() => LogicalNot.Call(this);
        public Tensor logical_not_() => LogicalNotInPlace.CallInPlace(this, this);
        public Tensor bitwise_not() => BitwiseNot.Call(this);
        public Tensor bitwise_not_() => BitwiseNotInPlace.CallInPlace(this, this);
        public Tensor isnan() => Isnan.Call(this);
        public Tensor isinf() => Isinf.Call(this);
        public Tensor isfinite() => Isfinite.Call(this);
        public Tensor absolute() => abs();
        public Tensor negative() => neg();

        public Tensor round(long decimals = 0) => Round.Call(this, (Argument)decimals);
        public Tensor round_(long decimals = 0) => RoundInPlace.CallInPlace(this, this, decimals);
        public Tensor relu() => Relu.Call(this);
        public Tensor relu_() => ReluInPlace.CallInPlace(this, this);
        public Tensor relu6() => Relu6.Call(this);
        public Tensor silu() => Silu.Call(this);
        public Tensor silu_() => SiluInPlace.CallInPlace(this, this);
        public Tensor gelu() => Gelu.Call(this);
        public Tensor log_sigmoid() => LogSigmoid.Call(this);
        public Tensor softplus(double beta = 1, double threshold = 20) => Softplus.Call(this, beta, threshold);
        public Tensor leaky_relu(Scalar negative_slope) => LeakyRelu.Call(this, negative_slope);
        public Tensor elu(double alpha = 1) => Elu.Call(this, alpha);
        public Tensor selu() => Selu.Call(this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Softmax.Call(this, dim, dtype);
        public Tensor log_softmax(long dim, ScalarType? dtype = null) => LogSoftmax.Call(this, dim, dtype);
        public Tensor logsumexp(long dim, bool keepdim = false) => Logsumexp.Call(this, new[] { dim }, keepdim);
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) => NanToNum.Call(this, nan, posinf, neginf);
        public Tensor nan_to_num_(double nan = 0, double? posinf = null, double? neginf = null) =>
            NanToNumInPlace.CallInPlace(this, this, nan, posinf, neginf);
    }
}
