namespace Capsules.Kernel.Tests;

/// <summary>Tests of latency and load, which others beside them would spoil.</summary>
[CollectionDefinition(nameof(OneAtATime), DisableParallelization = true)]
public sealed class OneAtATime;

/// <summary>The kernel driven by Jupyter's own client, which knows nothing of how it was made.</summary>
[Collection(nameof(OneAtATime))]
public sealed class ProtocolPythonTests(JupyterEnvironment jupyter) : IClassFixture<JupyterEnvironment>
{
    [PythonTheory("jupyter_client", "zmq")]
    [InlineData("test_messages")]
    [InlineData("test_editor")]
    [InlineData("test_execution")]
    [InlineData("test_hostile")]
    [InlineData("test_lifecycle")]
    [InlineData("test_load")]
    public void ThePythonSuitePasses(string module)
    {
        var (exitCode, output) = jupyter.Run("/usr/bin/python3", ["-W", "ignore", "-m", "unittest", module], JupyterEnvironment.PythonFolder);
        Assert.True(exitCode == 0, output);
    }
}
