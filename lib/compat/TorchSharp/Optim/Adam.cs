using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Steps scaled by running means of the gradient and its square (arXiv:1412.6980).</summary>
    public partial class Adam : OptimizerHelper, optim.IBetas
    {
        private readonly Options defaults;

        public Adam(
            IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
        {
        }

        public Adam(
            IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1: {beta1}");
            if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2: {beta2}");
            if (eps < 0) throw new ArgumentException($"Invalid eps: {eps}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
            defaults = new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            };
            foreach (var group in parameters) add_param_group(group);
        }

        public (double, double) Betas
        {
            get => (defaults.beta1!.Value, defaults.beta2!.Value);
            set
            {
                (defaults.beta1, defaults.beta2) = value;
                foreach (var group in groups) ((ParamGroup)group).Betas = value;
            }
        }

        public override Tensor? step(Func<Tensor>? closure = null) => _step<ParamGroup>(Update, closure);

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            var options = (Options)(param_group.Options ??= new Options());
            options.LearningRate ??= defaults.LearningRate;
            options.beta1 ??= defaults.beta1;
            options.beta2 ??= defaults.beta2;
            options.eps ??= defaults.eps;
            options.weight_decay ??= defaults.weight_decay;
            options.amsgrad ??= defaults.amsgrad;
            options.maximize ??= defaults.maximize;
            Add(param_group, parameter => new State(parameter));
        }

        private void Update(ParamGroup group)
        {
            var options = group.Options!;
            var settings = new Moments.Settings(
                options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value, options.weight_decay!.Value,
                false, options.amsgrad!.Value, options.maximize!.Value);
            // By step: a parameter that had no gradient at some step lags behind.
            var entries = new SortedDictionary<long, List<Moments.Entry>>();
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } grad) continue;
                var state = (State)states[parameter];
                if (!entries.TryGetValue(++state.step, out var alike)) entries.Add(state.step, alike = []);
                alike.Add(new Moments.Entry(parameter, grad, state.exp_avg, state.exp_avg_sq, state.max_exp_avg_sq));
            }
            foreach (var (step, alike) in entries) Moments.Update(alike, step, settings);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static Adam Adam(
                IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999,
                double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters.Select(pair => pair.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(
                IEnumerable<Adam.ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
                double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}
