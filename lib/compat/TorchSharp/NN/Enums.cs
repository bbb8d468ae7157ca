namespace TorchSharp;

public enum Padding
{
    Valid,
    Same,
}

public enum PaddingModes
{
    Zeros,
    Reflect,
    Replicate,
    Circular,
    Constant,
}

public static partial class torch
{
    public enum GridSampleMode
    {
        Nearest = 0,
        Bilinear = 2,
    }

    public enum GridSamplePaddingMode
    {
        Zeros = 0,
        Reflection = 1,
        Border = 2,
    }
}
