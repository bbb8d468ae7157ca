using static TorchSharp.torch;

namespace Capsules.Networks;

/// <summary>A network in evaluation mode, without gradients, until this is disposed of; then its mode is what it was.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly nn.Module network;
    private readonly bool wasTraining;
    private readonly IDisposable noGradients = no_grad();

    internal EvaluationMode(nn.Module network)
    {
        (this.network, wasTraining) = (network, network.training);
        network.eval();
    }

    public void Dispose()
    {
        network.train(wasTraining);
        noGradients.Dispose();
    }
}
