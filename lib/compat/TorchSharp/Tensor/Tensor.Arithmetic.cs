using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Add = new("add", "Tensor"), AddScalar = new("add", "Scalar"), Mul = new("mul", "Tensor"), MulScalar = new("mul", "Scalar");

    public partial class Tensor
    {
        public Tensor add(Tensor target) => Add.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Add.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => AddScalar.Call(this, scalar);
        public Tensor mul(Tensor target) => Mul.Call(this, target);
        public Tensor mul(Scalar target) => MulScalar.Call(this, target);

        public static Tensor operator +(Tensor left, Tensor right) => Add.Call(left, right);
        public static Tensor operator +(Tensor left, double right) => AddScalar.Call(left, right);
        public static Tensor operator *(Tensor left, Tensor right) => Mul.Call(left, right);
        public static Tensor operator *(Tensor left, double right) => MulScalar.Call(left, right);
    }
}
