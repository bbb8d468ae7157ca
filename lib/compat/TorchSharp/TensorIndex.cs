namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place of an index: a position, a slice, an ellipsis, a new dimension, a truth value or a tensor.</summary>
    public readonly struct TensorIndex
    {
        internal enum Form
        {
            None,
            Single,
            Slice,
            Ellipsis,
            Bool,
            Tensor,
        }

        internal readonly Form Is;
        internal readonly long? Start, Stop, Step;
        internal readonly torch.Tensor? Value;

        private TensorIndex(Form form, long? start = null, long? stop = null, long? step = null, torch.Tensor? value = null) =>
            (Is, Start, Stop, Step, Value) = (form, start, stop, step, value);

        public static TensorIndex Ellipsis = new(Form.Ellipsis);
        public static TensorIndex None = new(Form.None);
        public static TensorIndex Null = new(Form.None);
        public static TensorIndex Colon = new(Form.Slice);

        public static TensorIndex Single(long? index) => index is null ? None : new(Form.Single, index);
        public static TensorIndex Bool(bool value) => new(Form.Bool, value ? 1 : 0);
        public static TensorIndex Tensor(torch.Tensor tensor) => new(Form.Tensor, value: tensor);
        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new(Form.Slice, start, stop, step);
        public static TensorIndex Slice((int?, int?) range) => new(Form.Slice, range.Item1, range.Item2);

        public static TensorIndex Slice(Range range) => new(
            Form.Slice,
            range.Start.IsFromEnd ? -1L * range.Start.Value : range.Start.Value,
            // ^0 is the end itself, which has no negative number.
            range.End.IsFromEnd ? (range.End.Value == 0 ? null : -1L * range.End.Value) : range.End.Value);

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex((int?, int?) range) => Slice(range);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -1L * index.Value : index.Value);
    }
}
