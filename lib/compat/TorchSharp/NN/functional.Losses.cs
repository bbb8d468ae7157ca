using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public enum Reduction
        {
            None,
            Mean,
            Sum,
        }

        public static partial class functional
        {
            private static readonly Operator
                CrossEntropy = new("cross_entropy_loss"), NllLoss = new("nll_loss_nd"), MseLoss = new("mse_loss"), L1Loss = new("l1_loss"),
                SmoothL1Loss = new("smooth_l1_loss"), HuberLoss = new("huber_loss"), BinaryCrossEntropy = new("binary_cross_entropy"),
                BinaryCrossEntropyWithLogits = new("binary_cross_entropy_with_logits"), KlDiv = new("kl_div"),
                CosineSimilarity = new("cosine_similarity"), PairwiseDistance = new("pairwise_distance");

            public static Tensor cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100, Reduction reduction = Reduction.Mean,
                double label_smoothing = 0) =>
                CrossEntropy.Call(input, target, weight, (long)reduction, ignore_index, label_smoothing);
            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                NllLoss.Call(input, target, weight, (long)reduction);
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                MseLoss.Call(input, target, (long)reduction);
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                L1Loss.Call(input, target, (long)reduction);
            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                SmoothL1Loss.Call(input, target, (long)reduction, beta);
            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                HuberLoss.Call(input, target, (long)reduction, delta);
            public static Tensor binary_cross_entropy(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                BinaryCrossEntropy.Call(input, target, weight, (long)reduction);
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                BinaryCrossEntropyWithLogits.Call(input, target, weight, pos_weights, (long)reduction);
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                KlDiv.Call(input, target, (long)reduction, log_target);
            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-08) =>
                CosineSimilarity.Call(x1, x2, dim, eps);
            public static Tensor pairwise_distance(Tensor input1, Tensor input2, double p = 2, double eps = 1e-06, bool keepdim = false) =>
                PairwiseDistance.Call(input1, input2, p, eps, keepdim);
        }
    }
}
