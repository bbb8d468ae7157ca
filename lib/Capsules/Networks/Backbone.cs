using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Capsules.Networks;

/// <summary>Convolutions that turn an image into features of the first capsules, before squashing.</summary>
/// <remarks>
/// A.1 and A.2 take them from Mazzia, Salvetti and Chiaberge (2021): every convolution without padding, then ReLU, then batch
/// normalization; the depthwise one that closes has neither. Sizes: 40→34→32→15→7→1 and 32→26→24→11→5→1.
/// </remarks>
public sealed class Backbone : nn.Module<Tensor, Tensor>
{
    private readonly Sequential layers;
    private readonly CapsNetOptions options;

    /// <summary>Creates the convolutions for a network.</summary>
    public Backbone(CapsNetOptions options)
        : base(nameof(Backbone))
    {
        this.options = options;
        var features = (long)options.Capsules * options.Dim;   // n·d channels, one number each at the end
        layers = options.Backbone switch
        {
            BackboneKind.AffNist => Efficient(1, 64, features, 7),
            BackboneKind.Cifar10 => Efficient(3, 128, features, 5),
            _ => nn.Sequential(nn.Conv2d(1, 256, 9), nn.ReLU(), nn.Conv2d(256, 256, 9, stride: 2)),
        };
        RegisterComponents();
        Initialize();
    }

    /// <summary>Features of the first capsules.</summary>
    /// <param name="x">Images, [B, channels, size, size], values in [0, 1].</param>
    /// <returns>Features, [B, n, d].</returns>
    public override Tensor forward(Tensor x)
    {
        if (options.Backbone == BackboneKind.Original)
            return layers.call(x).view(x.shape[0], 32, 8, 36).transpose(2, 3).reshape(x.shape[0], 1152, 8);   // 32 kinds of capsules on 6×6 places
        nn.Module<Tensor, Tensor>[] modules = [.. layers.children().Cast<nn.Module<Tensor, Tensor>>()];
        var y = x.device_type == DeviceType.CPU ? ChannelsLast(x) : x;
        foreach (var module in modules[..^1]) y = module.call(y);                            // [B, n·d, k, k]
        return WholePlane((Conv2d)modules[^1], y).view(x.shape[0], options.Capsules, options.Dim);
    }

    // oneDNN brings images into an order of its own before every convolution and back after it, unless the channels of a place lie side by
    // side: an eighth of a training step.
    private static Tensor ChannelsLast(Tensor x)
    {
        var (batch, channels, rows, columns) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var last = channels == 1 ? x.reshape(batch, rows, columns, 1) : x.permute(0, 2, 3, 1).contiguous();
        return last.permute(0, 3, 1, 2);
    }

    // The depthwise convolution that closes is as large as its images, a sum of products a channel: as such it takes a tenth of the time.
    private static Tensor WholePlane(Conv2d convolution, Tensor y)
    {
        var places = y.permute(0, 2, 3, 1).flatten(1, 2);                                    // [B, k·k, n·d]
        var weight = convolution.weight.flatten(1).transpose(0, 1).contiguous();             // [k·k, n·d]
        return (places * weight).sum(1) + convolution.bias!;
    }

    private static Sequential Efficient(long channels, long third, long features, long last) => nn.Sequential(
        nn.Conv2d(channels, 32, 7), nn.ReLU(), nn.BatchNorm2d(32),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.BatchNorm2d(64),
        nn.Conv2d(64, third, 3, stride: 2), nn.ReLU(), nn.BatchNorm2d(third),
        nn.Conv2d(third, features, 3, stride: 2), nn.ReLU(), nn.BatchNorm2d(features),
        nn.Conv2d(features, features, last, groups: features));

    // He's normal, as in Efficient-CapsNet, where the closing convolution has its framework's default; the paper does not say.
    private void Initialize()
    {
        foreach (var convolution in layers.children().OfType<Conv2d>())
        {
            if (options.Closing == ClosingStart.PyTorch && convolution.groups > 1) continue;
            nn.init.kaiming_normal_(convolution.weight);
            nn.init.zeros_(convolution.bias!);
        }
    }
}
