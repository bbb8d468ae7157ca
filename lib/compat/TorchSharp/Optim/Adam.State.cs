using static TorchSharp.torch;

namespace TorchSharp.Modules;

public partial class Adam
{
    public class Options : OptimizerOptions
    {
        public double? beta1, beta2, eps, weight_decay;
        public bool? amsgrad, maximize;

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            (beta1, beta2, eps, weight_decay) = (other.beta1, other.beta2, other.eps, other.weight_decay);
            (amsgrad, maximize) = (other.amsgrad, other.maximize);
        }
    }

    public class ParamGroup : ParamGroup<Options>, optim.IBetas
    {
        public ParamGroup()
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(
                parameters,
                new Options
                {
                    LearningRate = lr,
                    beta1 = beta1,
                    beta2 = beta2,
                    eps = eps,
                    weight_decay = weight_decay,
                    amsgrad = amsgrad,
                    maximize = maximize,
                })
        {
        }

        public (double, double) Betas
        {
            get => (Options!.beta1!.Value, Options.beta2!.Value);
            set => (Options!.beta1, Options.beta2) = value;
        }
    }

    /// <summary>How often a parameter was stepped, and the running means of its gradient and of the gradient's square.</summary>
    public class State : OptimizerState, IDisposable
    {
        public long step;
        public Tensor exp_avg = null!, exp_avg_sq = null!;
        public Tensor? max_exp_avg_sq;

        public State(Parameter parameter) : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            exp_avg = Keep(zeros_like(parameter));
            exp_avg_sq = Keep(zeros_like(parameter));
            if (((Options)options).amsgrad == true) max_exp_avg_sq = Keep(zeros_like(parameter));
        }

        public override void LoadStateDict(OptimizerState source)
        {
            Dispose();
            var other = (State)source;
            (step, exp_avg, exp_avg_sq, max_exp_avg_sq) = (other.step, other.exp_avg, other.exp_avg_sq, other.max_exp_avg_sq);
        }

        public override void to(Device device)
        {
            Move(ref exp_avg!, device);
            Move(ref exp_avg_sq!, device);
            Move(ref max_exp_avg_sq, device);
        }

        public override bool ApproximatelyEquals(OptimizerState other) => other is State state && step == state.step &&
            exp_avg.allclose(state.exp_avg) && exp_avg_sq.allclose(state.exp_avg_sq) &&
            (max_exp_avg_sq is null || (state.max_exp_avg_sq is not null && max_exp_avg_sq.allclose(state.max_exp_avg_sq)));

        public void Dispose()
        {
            exp_avg?.Dispose();
            exp_avg_sq?.Dispose();
            max_exp_avg_sq?.Dispose();
        }
    }
}
