using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly Operator
                Glu = new("glu");

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? ReluInPlace.CallInPlace(x, x) : Relu.Call(x);
            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? SiluInPlace.CallInPlace(x, x) : Silu.Call(x);
            public static Tensor sigmoid(Tensor x) => x.sigmoid();
            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_() : x.sigmoid();
            public static Tensor gelu(Tensor x) => x.gelu();
            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false) =>
                inplace ? x.copy_(Gelu.Call(x, Name(approximate))) : Gelu.Call(x, Name(approximate));
            public static Tensor gelu(Tensor x, bool inplace) => inplace ? x.copy_(x.gelu()) : x.gelu();
            public static Tensor relu6(Tensor x, bool inplace = false) => inplace ? x.copy_(x.relu6()) : x.relu6();
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? input.copy_(LeakyRelu.Call(input, negative_slope)) : LeakyRelu.Call(input, negative_slope);
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => inplace ? x.copy_(x.elu(alpha)) : x.elu(alpha);
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) => x.softplus(beta, threshold);
            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);
            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);
            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();
            public static Tensor glu(Tensor input, long dim = -1) => Glu.Call(input, dim);

            private static string Name(Modules.GELU.Approximate approximate) =>
                approximate == Modules.GELU.Approximate.tanh ? "tanh" : "none";
        }
    }
}
