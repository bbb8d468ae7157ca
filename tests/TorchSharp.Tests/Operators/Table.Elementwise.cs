using TorchSharp;
using static TorchSharp.torch;

public static partial class Table
{
    private static IEnumerable<Row> Elementwise() =>
    [
        Unary("abs", x => x.abs(), Math.Abs, gap: 0.01),
        Unary("neg", x => -x, x => -x),
        Unary("exp", x => x.exp(), Math.Exp),
        Unary("expm1", x => x.expm1(), x => Math.Exp(x) - 1),
        Unary("log", x => x.log(), Math.Log, 0.1),
        Unary("log1p", x => x.log1p(), x => Math.Log(1 + x), -0.5),
        Unary("log2", x => x.log2(), Math.Log2, 0.1),
        Unary("log10", x => x.log10(), Math.Log10, 0.1),
        Unary("sqrt", x => x.sqrt(), Math.Sqrt, 0.1),
        Unary("rsqrt", x => x.rsqrt(), x => 1 / Math.Sqrt(x), 0.1),
        Unary("square", x => x.square(), x => x * x),
        Unary("reciprocal", x => x.reciprocal(), x => 1 / x, 0.2),
        Unary("sin", x => x.sin(), Math.Sin),
        Unary("cos", x => x.cos(), Math.Cos),
        Unary("tan", x => x.tan(), Math.Tan, -1, 1),
        Unary("asin", x => x.asin(), Math.Asin, -0.9, 0.9),
        Unary("acos", x => x.acos(), Math.Acos, -0.9, 0.9),
        Unary("atan", x => x.atan(), Math.Atan),
        Unary("sinh", x => x.sinh(), Math.Sinh),
        Unary("cosh", x => x.cosh(), Math.Cosh),
        Unary("tanh", x => x.tanh(), Math.Tanh),
        Unary("erf", x => x.erf(), Erf),
        Unary("erfc", x => x.erfc(), x => 1 - Erf(x)),
        // d erfinv(erf(x)) is known where erfinv itself is not.
        Unary("erfinv", x => x.erf().erfinv(), x => x, -1.5, 1.5),
        Unary("lgamma", x => x.lgamma(), Lgamma, 0.5, 4),
        Unary("digamma", x => x.digamma(), x => (Lgamma(x + 1e-5) - Lgamma(x - 1e-5)) / 2e-5, 0.5, 4) with { Tolerance = 1e-7 },
        Unary("sign", x => x.sign(), x => Math.Sign(x), gap: 0.01),
        Unary("floor", x => x.floor(), Math.Floor, gap: 0.01),
        Unary("ceil", x => x.ceil(), Math.Ceiling, gap: 0.01),
        Unary("round", x => x.round(), x => Math.Round(x), -1.4, 1.4, 0.01),
        Unary("trunc", x => x.trunc(), Math.Truncate, gap: 0.01),
        Unary("frac", x => x.frac(), x => x - Math.Truncate(x), gap: 0.01),
        Unary("sigmoid", x => x.sigmoid(), Sigmoid),
        Unary("relu", x => x.relu(), x => Math.Max(x, 0), gap: 0.01),
        Unary("relu6", x => x.relu6(), x => Math.Clamp(x, 0, 6), -3.7, 9.7, 0.01),
        Unary("leaky_relu", x => nn.functional.leaky_relu(x, 0.2), x => x > 0 ? x : 0.2 * x, gap: 0.01),
        Unary("elu", x => x.elu(1.5), x => x > 0 ? x : 1.5 * (Math.Exp(x) - 1), gap: 0.01),
        Unary("selu", x => x.selu(), x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.Exp(x) - 1)), gap: 0.01),
        Unary("silu", x => x.silu(), x => x * Sigmoid(x)),
        Unary("gelu", x => x.gelu(), x => x * (1 + Erf(x / Math.Sqrt(2))) / 2),
        Unary("gelu tanh", x => nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh),
            x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        Unary("log_sigmoid", x => x.log_sigmoid(), x => Math.Log(Sigmoid(x))),
        Unary("softplus", x => x.softplus(2), x => Math.Log(1 + Math.Exp(2 * x)) / 2),
        Unary("clamp", x => x.clamp((Scalar)(-1), (Scalar)0.5), x => Math.Clamp(x, -1, 0.5), gap: 0.01),
        Unary("pow scalar", x => x.pow(3), x => x * x * x),
        Unary("add scalar", x => 2 + x, x => x + 2),
        Unary("sub scalar", x => 1.5 - x, x => 1.5 - x),
        Unary("mul scalar", x => x * 3, x => x * 3),
        Unary("div scalar", x => 2 / x, x => 2 / x, 0.2),
        Unary("remainder scalar", x => x % 0.7, x => x - 0.7 * Math.Floor(x / 0.7), 0.05, 0.65),
        Unary("nan_to_num", x => (x / x).nan_to_num(7), _ => 1, 0.5),
        Unary("isnan", x => (x.log()).isnan(), x => x < 0 ? 1 : 0, gap: 0.01, differentiable: false),
        Unary("logical_not", x => x.gt(0).logical_not(), x => x > 0 ? 0 : 1, gap: 0.01, differentiable: false),
        Binary("add", (x, y) => x + y, (x, y) => x + y),
        Binary("add alpha", (x, y) => x.add(y, 2.5), (x, y) => x + 2.5 * y),
        Binary("sub", (x, y) => x - y, (x, y) => x - y),
        Binary("mul", (x, y) => x * y, (x, y) => x * y),
        Binary("div", (x, y) => x / y, (x, y) => x / y, 0.3),
        Binary("div floor", (x, y) => x.div(y, RoundingMode.floor), (x, y) => Math.Floor(x / y), 0.3, differentiable: false),
        Binary("remainder", (x, y) => x % y, (x, y) => x - y * Math.Floor(x / y), 0.3, differentiable: false),
        Binary("pow", (x, y) => x.pow(y), Math.Pow, 0.3),
        Binary("atan2", (x, y) => x.atan2(y), Math.Atan2, 0.1),
        Binary("maximum", (x, y) => maximum(x, y), Math.Max),
        Binary("minimum", (x, y) => minimum(x, y), Math.Min),
        Binary("logaddexp", (x, y) => x.logaddexp(y), (x, y) => Math.Log(Math.Exp(x) + Math.Exp(y))),
        Binary("eq", (x, y) => x.round() == y.round(), (x, y) => Math.Round(x) == Math.Round(y) ? 1 : 0, differentiable: false),
        Binary("ne", (x, y) => x.round() != y.round(), (x, y) => Math.Round(x) != Math.Round(y) ? 1 : 0, differentiable: false),
        Binary("lt", (x, y) => x < y, (x, y) => x < y ? 1 : 0, differentiable: false),
        Binary("le", (x, y) => x <= y, (x, y) => x <= y ? 1 : 0, differentiable: false),
        Binary("gt", (x, y) => x > y, (x, y) => x > y ? 1 : 0, differentiable: false),
        Binary("ge", (x, y) => x >= y, (x, y) => x >= y ? 1 : 0, differentiable: false),
        Binary("logical_and", (x, y) => (x > 0) & (y > 0), (x, y) => x > 0 && y > 0 ? 1 : 0, differentiable: false),
        Binary("logical_or", (x, y) => (x > 0) | (y > 0), (x, y) => x > 0 || y > 0 ? 1 : 0, differentiable: false),
        Binary("logical_xor", (x, y) => (x > 0) ^ (y > 0), (x, y) => x > 0 != y > 0 ? 1 : 0, differentiable: false),
        new("lerp", [new(Matrix), new(Matrix), new([4], 0, 1)], x => x[0].lerp(x[1], x[2]),
            g => Grid.Zip(g[0], Grid.Zip(Grid.Zip(g[1], g[0], (b, a) => b - a), g[2], (d, w) => d * w), (a, d) => a + d))
        { WrongShapes = [[3, 4], [3, 4], [3]] },
        new("addcmul", [new(Matrix), new(Matrix), new(Matrix)], x => x[0].addcmul(x[1], x[2], 0.5),
            g => Grid.Zip(g[0], Grid.Zip(g[1], g[2], (a, b) => 0.5 * a * b), (a, b) => a + b)) { WrongShapes = [[3, 4], [3, 4], [3, 3]] },
        new("where", [new(Matrix), new(Matrix)], x => where(x[0].detach() > 0.3, x[0], x[1]),
            g => Grid.Zip(g[0], g[1], (a, b) => a > 0.3 ? a : b)) { WrongShapes = [[3, 4], [3, 3]] },
        new("masked_fill", [new(Matrix)], x => x[0].masked_fill(x[0].detach() > 0.3, -7), g => g[0].Map(a => a > 0.3 ? -7 : a)),
    ];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // The series converges everywhere and is exact to the last digits for the arguments used here.
    private static double Erf(double x)
    {
        double term = x, sum = x;
        for (var n = 1; n < 80; n++)
        {
            term *= -x * x / n;
            sum += term / (2 * n + 1);
        }
        return 2 / Math.Sqrt(Math.PI) * sum;
    }

    // Stirling's series after moving the argument up.
    private static double Lgamma(double x)
    {
        double shift = 0;
        for (; x < 12; x++) shift -= Math.Log(x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI)
            + 1 / (12 * x) - 1 / (360 * x * x * x) + 1 / (1260 * Math.Pow(x, 5)) - 1 / (1680 * Math.Pow(x, 7));
    }
}
