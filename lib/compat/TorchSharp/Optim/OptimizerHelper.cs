using TorchSharp.Native;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Groups of parameters, each with options, each parameter with state.</summary>
public abstract class OptimizerHelper : optim.Optimizer
{
    private static readonly Operator ForeachZeroInPlace = new("_foreach_zero_");

    private protected readonly Dictionary<Tensor, OptimizerState> states = new(ReferenceEqualityComparer.Instance);

    public virtual optim.Optimizer.StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in groups)
        {
            dictionary.Options.Add(group.Options!);
            var places = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                places.Add(dictionary.State.Count);
                dictionary.State.Add(states[parameter]);
            }
            dictionary.StateIndexRef.Add(places);
        }
        return dictionary;
    }

    public virtual void load_state_dict(optim.Optimizer.StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (state_dict.Options.Count != own.Options.Count)
            throw new ArgumentException(
                $"Invalid optimizer state -- different number of parameter groups: {state_dict.Options.Count}, expected {own.Options.Count}.");
        if (state_dict.State.Count != own.State.Count)
            throw new ArgumentException(
                $"Invalid optimizer state -- different number of states: {state_dict.State.Count}, expected {own.State.Count}.");
        for (var i = 0; i < own.Options.Count; i++)
            if (!ReferenceEquals(own.Options[i], state_dict.Options[i])) own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (var i = 0; i < own.State.Count; i++)
            if (!ReferenceEquals(own.State[i], state_dict.State[i])) own.State[i].LoadStateDict(state_dict.State[i]);
    }

    /// <summary>Moves the state to where its parameters are.</summary>
    public void to(Device device)
    {
        foreach (var state in states.Values) state.to(device);
    }

    public override void zero_grad()
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var grads = parameters().Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
        if (grads.Length > 0) ForeachZeroInPlace.CallNothing(grads);
    }

    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var recorded = enable_grad();
            loss = loss_closure();
        }
        using var unrecorded = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in groups) body((T)group);
        return loss;
    }

    private protected void Add(ParamGroup group, Func<Parameter, OptimizerState> state)
    {
        // Named once: a module's parameters are listed anew at each enumeration.
        group.Parameters = [.. group.Parameters];
        group.Options!.InitialLearningRate = group.Options.LearningRate!.Value;
        groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var fresh = state(parameter);
            fresh.Initialize(group.Options);
            states[parameter] = fresh;
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (var state in states.Values) (state as IDisposable)?.Dispose();
    }
}

/// <summary>What a group of parameters is trained with.</summary>
public class OptimizerOptions
{
    /// <summary>Null: the optimizer's own.</summary>
    public double? LearningRate { get; set; }

    public double InitialLearningRate { get; set; }

    public virtual void LoadStateDict(OptimizerOptions source) =>
        (LearningRate, InitialLearningRate) = (source.LearningRate, source.InitialLearningRate);
}

/// <summary>What an optimizer remembers of one parameter.</summary>
public abstract class OptimizerState
{
    private protected readonly Parameter parameter;

    protected OptimizerState(Parameter parameter) => this.parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual void to(Device device)
    {
    }

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    // Outlives every scope: the optimizer disposes it.
    private protected static Tensor Keep(Tensor tensor)
    {
        tensor.DetachFromDisposeScope();
        return tensor;
    }

    private protected static void Move(ref Tensor? tensor, Device device)
    {
        if (tensor is null || (tensor.device_type == device.type && (device.index < 0 || tensor.device_index == device.index))) return;
        using var before = tensor;
        tensor = Keep(before.to(device));
    }
}

/// <summary>Parameters trained with the same options.</summary>
public class ParamGroup : optim.ILearningRateController
{
    public IEnumerable<Parameter> Parameters { get; set; } = [];

    public OptimizerOptions? Options { get; set; }

    public double LearningRate
    {
        get => Options!.LearningRate!.Value;
        set => Options!.LearningRate = value;
    }

    public double InitialLearningRate
    {
        get => Options!.InitialLearningRate;
        set => Options!.InitialLearningRate = value;
    }
}

/// <inheritdoc/>
public class ParamGroup<TOptions> : ParamGroup
    where TOptions : OptimizerOptions
{
    public ParamGroup()
    {
    }

    public ParamGroup(IEnumerable<Parameter> parameters, TOptions? options = null) => (Parameters, Options) = (parameters, options);

    public new TOptions? Options
    {
        get => (TOptions?)base.Options;
        set => base.Options = value;
    }
}
