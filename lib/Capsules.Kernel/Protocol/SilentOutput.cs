using Capsules.Kernel.Engine;

namespace Capsules.Kernel.Protocol;

/// <summary>Output of silent cells and user expressions: dropped, as the protocol asks.</summary>
internal sealed class SilentOutput : IOutput
{
    public void Stream(bool isError, string text)
    {
    }

    public void Display(MimeBundle bundle, string? displayId = null)
    {
    }

    public void Update(string displayId, MimeBundle bundle)
    {
    }

    public void Clear(bool wait)
    {
    }

    public string? Input(string prompt, bool password) =>
        throw new InvalidOperationException("A silent cell cannot read a line: nobody sees the question.");
}
