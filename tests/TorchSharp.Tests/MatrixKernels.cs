using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Tests;

public class MatrixKernels
{
    [Fact]
    public void OpenBlas_multiplies_with_this_processors_instructions()
    {
        using var product = torch.ones(4, 4).mm(torch.ones(4, 4));
        // Another libtorch has another library for this, or none of this name.
        if (!Avx2.IsSupported || !NativeLibrary.TryLoad("libopenblas.so.0", out var library)) return;
        var core = Marshal.PtrToStringUTF8(Marshal.GetDelegateForFunctionPointer<CoreName>(NativeLibrary.GetExport(library, "openblas_get_corename"))());
        Assert.NotEqual("Prescott", core);
    }

    private delegate nint CoreName();
}
