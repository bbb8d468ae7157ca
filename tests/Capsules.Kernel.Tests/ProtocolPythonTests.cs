namespace Capsules.Kernel.Tests;

/// <summary>The kernel driven by Jupyter's own client, which knows nothing of how it was made.</summary>
public sealed class ProtocolPythonTests(JupyterEnvironment jupyter) : IClassFixture<JupyterEnvironment>
{
    [PythonTheory("jupyter_client", "zmq")]
    [InlineData("test_messages", "test_editor", "test_execution", "test_hostile")]
    [InlineData("test_lifecycle", "test_load")]
    public void ThePythonSuitePasses(params string[] modules)
    {
        var (exitCode, output) = jupyter.Run("/usr/bin/python3", ["-W", "ignore", "-m", "unittest", .. modules], JupyterEnvironment.PythonFolder);
        Assert.True(exitCode == 0, output);
    }
}
