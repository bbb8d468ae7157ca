using System.Runtime.CompilerServices;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Eq = new("eq", "Tensor"), EqScalar = new("eq", "Scalar"), Ne = new("ne", "Tensor"), NeScalar = new("ne", "Scalar"),
        Lt = new("lt", "Tensor"), LtScalar = new("lt", "Scalar"), Le = new("le", "Tensor"), LeScalar = new("le", "Scalar"),
        Gt = new("gt", "Tensor"), GtScalar = new("gt", "Scalar"), Ge = new("ge", "Tensor"), GeScalar = new("ge", "Scalar"),
        Equal = new("equal"), Allclose = new("allclose"), Isclose = new("isclose");

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);
    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);
    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);
    public static Tensor le(Tensor left, Tensor right) => left.le(right);
    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);
    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);
    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => tensor.isclose(other, rtol, atol, nanEqual);
    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => tensor.allclose(target, rtol, atol, equal_nan);

    public partial class Tensor
    {
        public static Tensor operator ==(Tensor left, Tensor right) => Eq.Call(left, right);
        public static Tensor operator ==(Tensor left, Scalar right) => EqScalar.Call(left, right);
        public static Tensor operator ==(Scalar left, Tensor right) => EqScalar.Call(right, left);
        public static Tensor operator !=(Tensor left, Tensor right) => Ne.Call(left, right);
        public static Tensor operator !=(Tensor left, Scalar right) => NeScalar.Call(left, right);
        public static Tensor operator !=(Scalar left, Tensor right) => NeScalar.Call(right, left);
        public static Tensor operator <(Tensor left, Tensor right) => Lt.Call(left, right);
        public static Tensor operator <(Tensor left, Scalar right) => LtScalar.Call(left, right);
        public static Tensor operator <(Scalar left, Tensor right) => GtScalar.Call(right, left);
        public static Tensor operator <=(Tensor left, Tensor right) => Le.Call(left, right);
        public static Tensor operator <=(Tensor left, Scalar right) => LeScalar.Call(left, right);
        public static Tensor operator <=(Scalar left, Tensor right) => GeScalar.Call(right, left);
        public static Tensor operator >(Tensor left, Tensor right) => Gt.Call(left, right);
        public static Tensor operator >(Tensor left, Scalar right) => GtScalar.Call(left, right);
        public static Tensor operator >(Scalar left, Tensor right) => LtScalar.Call(right, left);
        public static Tensor operator >=(Tensor left, Tensor right) => Ge.Call(left, right);
        public static Tensor operator >=(Tensor left, Scalar right) => GeScalar.Call(left, right);
        public static Tensor operator >=(Scalar left, Tensor right) => LeScalar.Call(right, left);

        public Tensor eq(Tensor target) => Eq.Call(this, target);
        public Tensor eq(Scalar target) => EqScalar.Call(this, target);
        public Tensor ne(Tensor target) => Ne.Call(this, target);
        public Tensor ne(Scalar target) => NeScalar.Call(this, target);
        public Tensor lt(Tensor target) => Lt.Call(this, target);
        public Tensor lt(Scalar target) => LtScalar.Call(this, target);
        public Tensor le(Tensor target) => Le.Call(this, target);
        public Tensor le(Scalar target) => LeScalar.Call(this, target);
        public Tensor gt(Tensor target) => Gt.Call(this, target);
        public Tensor gt(Scalar target) => GtScalar.Call(this, target);
        public Tensor ge(Tensor target) => Ge.Call(this, target);
        public Tensor ge(Scalar target) => GeScalar.Call(this, target);

        public bool Equals(Tensor target) => Equal.CallBool(this, target);
        public override bool Equals(object? obj) => obj is Tensor other && ReferenceEquals(this, other);
        public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Allclose.CallBool(this, target, rtol, atol, equal_nan);
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Isclose.Call(this, other, rtol, atol, nanEqual);
    }
}
