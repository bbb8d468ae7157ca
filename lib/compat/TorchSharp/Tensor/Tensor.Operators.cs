using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Add.Call(left, right);
        public static Tensor operator +(Tensor left, Scalar right) => AddScalar.Call(left, right);
        public static Tensor operator +(Tensor left, double right) => AddScalar.Call(left, right);
        public static Tensor operator +(Tensor left, float right) => AddScalar.Call(left, right);
        public static Tensor operator +(Tensor left, int right) => AddScalar.Call(left, right);
        public static Tensor operator +(Tensor left, long right) => AddScalar.Call(left, right);
        public static Tensor operator +(Scalar left, Tensor right) => AddScalar.Call(right, left);
        public static Tensor operator +(double left, Tensor right) => AddScalar.Call(right, left);
        public static Tensor operator +(float left, Tensor right) => AddScalar.Call(right, left);
        public static Tensor operator +(int left, Tensor right) => AddScalar.Call(right, left);
        public static Tensor operator +(long left, Tensor right) => AddScalar.Call(right, left);

        public static Tensor operator -(Tensor left, Tensor right) => Sub.Call(left, right);
        public static Tensor operator -(Tensor left, Scalar right) => SubScalar.Call(left, right);
        public static Tensor operator -(Tensor left, double right) => SubScalar.Call(left, right);
        public static Tensor operator -(Tensor left, float right) => SubScalar.Call(left, right);
        public static Tensor operator -(Tensor left, int right) => SubScalar.Call(left, right);
        public static Tensor operator -(Tensor left, long right) => SubScalar.Call(left, right);
        public static Tensor operator -(Scalar left, Tensor right) => Rsub.Call(right, left);
        public static Tensor operator -(double left, Tensor right) => Rsub.Call(right, left);
        public static Tensor operator -(float left, Tensor right) => Rsub.Call(right, left);
        public static Tensor operator -(int left, Tensor right) => Rsub.Call(right, left);
        public static Tensor operator -(long left, Tensor right) => Rsub.Call(right, left);

        public static Tensor operator *(Tensor left, Tensor right) => Mul.Call(left, right);
        public static Tensor operator *(Tensor left, Scalar right) => MulScalar.Call(left, right);
        public static Tensor operator *(Tensor left, double right) => MulScalar.Call(left, right);
        public static Tensor operator *(Tensor left, float right) => MulScalar.Call(left, right);
        public static Tensor operator *(Tensor left, int right) => MulScalar.Call(left, right);
        public static Tensor operator *(Tensor left, long right) => MulScalar.Call(left, right);
        public static Tensor operator *(Scalar left, Tensor right) => MulScalar.Call(right, left);
        public static Tensor operator *(double left, Tensor right) => MulScalar.Call(right, left);
        public static Tensor operator *(float left, Tensor right) => MulScalar.Call(right, left);
        public static Tensor operator *(int left, Tensor right) => MulScalar.Call(right, left);
        public static Tensor operator *(long left, Tensor right) => MulScalar.Call(right, left);

        public static Tensor operator /(Tensor left, Tensor right) => Div.Call(left, right);
        public static Tensor operator /(Tensor left, Scalar right) => DivScalar.Call(left, right);
        public static Tensor operator /(Tensor left, double right) => DivScalar.Call(left, right);
        public static Tensor operator /(Tensor left, float right) => DivScalar.Call(left, right);
        public static Tensor operator /(Tensor left, int right) => DivScalar.Call(left, right);
        public static Tensor operator /(Tensor left, long right) => DivScalar.Call(left, right);
        public static Tensor operator /(Scalar left, Tensor right) => Divide(left, right);
        public static Tensor operator /(double left, Tensor right) => Divide(left, right);
        public static Tensor operator /(float left, Tensor right) => Divide(left, right);
        public static Tensor operator /(int left, Tensor right) => Divide(left, right);
        public static Tensor operator /(long left, Tensor right) => Divide(left, right);

        public static Tensor operator %(Tensor left, Tensor right) => Remainder.Call(left, right);
        public static Tensor operator %(Tensor left, Scalar right) => RemainderScalar.Call(left, right);
        public static Tensor operator %(Tensor left, double right) => RemainderScalar.Call(left, right);
        public static Tensor operator %(Tensor left, float right) => RemainderScalar.Call(left, right);
        public static Tensor operator %(Tensor left, int right) => RemainderScalar.Call(left, right);
        public static Tensor operator %(Tensor left, long right) => RemainderScalar.Call(left, right);

        public static Tensor operator -(Tensor tensor) => Neg.Call(tensor);
        public static Tensor operator &(Tensor left, Tensor right) => BitwiseAnd.Call(left, right);
        public static Tensor operator |(Tensor left, Tensor right) => BitwiseOr.Call(left, right);
        public static Tensor operator ^(Tensor left, Tensor right) => BitwiseXor.Call(left, right);
        public static Tensor operator ~(Tensor left) => BitwiseNot.Call(left);


        // As the real package does it: the reciprocal is rounded before the product.
        private static Tensor Divide(Argument left, Tensor right)
        {
            using var reciprocal = Reciprocal.Call(right);
            return MulScalar.Call(reciprocal, left);
        }
    }
}
