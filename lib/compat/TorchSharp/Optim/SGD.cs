using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Gradient descent, with momentum (Nesterov's or not) and weight decay.</summary>
    public class SGD : OptimizerHelper, optim.IMomentum
    {
        private readonly Options defaults;

        public SGD(
            IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
        {
        }

        public SGD(
            IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            if (momentum < 0) throw new ArgumentException($"Invalid momentum value: {momentum}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            if (nesterov && (momentum <= 0 || dampening != 0))
                throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
            defaults = new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            };
            foreach (var group in parameters) add_param_group(group);
        }

        public double Momentum
        {
            get => defaults.momentum!.Value;
            set
            {
                defaults.momentum = value;
                foreach (var group in groups) ((ParamGroup)group).Momentum = value;
            }
        }

        public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var options = (Options)(param_group.Options ??= new Options());
            options.LearningRate ??= defaults.LearningRate;
            options.momentum ??= defaults.momentum;
            options.dampening ??= defaults.dampening;
            options.weight_decay ??= defaults.weight_decay;
            options.nesterov ??= defaults.nesterov;
            options.maximize ??= defaults.maximize;
            Add(param_group, parameter => new State(parameter));
        }

        private void Update(ParamGroup group)
        {
            var options = group.Options!;
            var (momentum, rate) = (options.momentum!.Value, options.LearningRate!.Value);
            foreach (var parameter in group.Parameters)
            {
                var grad = parameter.grad;
                if (grad is null) continue;
                if (options.weight_decay != 0) grad = grad.add(parameter, options.weight_decay!.Value);
                if (momentum != 0)
                {
                    var state = (State)states[parameter];
                    state.Accumulate(grad, momentum, 1 - options.dampening!.Value);
                    grad = options.nesterov == true ? grad.add(state.momentum_buffer!, momentum) : state.momentum_buffer!;
                }
                parameter.add_(grad, options.maximize == true ? rate : -rate);
            }
        }

        public class Options : OptimizerOptions
        {
            public double? momentum, dampening, weight_decay;
            public bool? nesterov, maximize;

            public override void LoadStateDict(OptimizerOptions source)
            {
                base.LoadStateDict(source);
                var other = (Options)source;
                (momentum, dampening, weight_decay) = (other.momentum, other.dampening, other.weight_decay);
                (nesterov, maximize) = (other.nesterov, other.maximize);
            }
        }

        public class ParamGroup : ParamGroup<Options>, optim.IMomentum
        {
            public ParamGroup()
            {
            }

            public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
            {
            }

            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false)
                : base(
                    parameters,
                    new Options
                    {
                        LearningRate = lr,
                        momentum = momentum,
                        dampening = dampening,
                        weight_decay = weight_decay,
                        nesterov = nesterov,
                        maximize = maximize,
                    })
            {
            }

            public double Momentum
            {
                get => Options!.momentum!.Value;
                set => Options!.momentum = value;
            }
        }

        public class State : OptimizerState, IDisposable
        {
            public Tensor? momentum_buffer;

            public State(Parameter parameter) : base(parameter)
            {
            }

            public override void Initialize(OptimizerOptions options)
            {
            }

            // The first gradient is the first momentum, undamped.
            internal void Accumulate(Tensor grad, double momentum, double share)
            {
                if (momentum_buffer is null) momentum_buffer = Keep(grad.detach().clone());
                else momentum_buffer.mul_(momentum).add_(grad, share);
            }

            public override void LoadStateDict(OptimizerState source)
            {
                momentum_buffer?.Dispose();
                momentum_buffer = ((State)source).momentum_buffer;
            }

            public override void to(Device device) => Move(ref momentum_buffer, device);

            public override bool ApproximatelyEquals(OptimizerState other) => other is State state &&
                (momentum_buffer is null ? state.momentum_buffer is null
                    : state.momentum_buffer is not null && momentum_buffer.allclose(state.momentum_buffer));

            public void Dispose() => momentum_buffer?.Dispose();
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0,
                bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters.Select(pair => pair.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0,
                double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
