using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    private static readonly Operator
        Select = new("select", "int"), SliceAlong = new("slice", "Tensor"), IndexTensors = new("index", "Tensor"),
        IndexPutInPlace = new("index_put_"), Alias = new("alias"), MaskedFill = new("masked_fill", "Scalar"),
        MaskedFillInPlace = new("masked_fill_", "Scalar"), MaskedSelect = new("masked_select"), Gather = new("gather"),
        IndexSelect = new("index_select"), Scatter = new("scatter", "src"), ScatterInPlace = new("scatter_", "src"),
        ScatterAdd = new("scatter_add"), ScatterAddInPlace = new("scatter_add_"), IndexAdd = new("index_add"),
        IndexAddInPlace = new("index_add_"), IndexCopyInPlace = new("index_copy_"), IndexFillInPlace = new("index_fill_", "int_Scalar"),
        Where = new("where", "self"), WhereNonzero = new("where"), Nonzero = new("nonzero");

    public partial class Tensor
    {
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Set(indices, value);
        }

        public Tensor this[long i1]
        {
            get => At(i1);
            set => Set([i1], value);
        }

        public Tensor this[long i1, long i2]
        {
            get => At(i1, i2);
            set => Set([i1, i2], value);
        }

        public Tensor this[long i1, long i2, long i3]
        {
            get => At(i1, i2, i3);
            set => Set([i1, i2, i3], value);
        }

        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At(i1, i2, i3, i4);
            set => Set([i1, i2, i3, i4], value);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Apply(indices);
            if (tensors is null) return view;
            using (view) return IndexTensors.Call(view, tensors);
        }

        public Tensor index(params Tensor[] indices) => IndexTensors.Call(this, indices);

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            var (view, tensors) = Apply(indices);
            using (view)
            {
                if (tensors is not null) IndexPutInPlace.CallInPlace(view, view, tensors, value, accumulate);
                else if (accumulate) view.add_(value);
                else Assign(view, value);
            }
            return this;
        }

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var single = full([], value, dtype, device);
            return index_put_(single, indices, false);
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => index_put_(value, indices, false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) =>
            IndexPutInPlace.CallInPlace(this, this, indices, value, accumulate);

        public Tensor select(long dim, long index) => Select.Call(this, dim, index);

        public Tensor slice(long dim, long start, long finish, long step) => SliceAlong.Call(this, dim, start, finish, step);

        private Tensor At(params ReadOnlySpan<long> indices)
        {
            if (indices.Length == 0) return Alias.Call(this);
            var result = Select.Call(this, 0, indices[0]);
            foreach (var index in indices[1..])
                using (var whole = result) result = Select.Call(whole, 0, index);
            return result;
        }

        private void Set(ReadOnlySpan<long> indices, Tensor value)
        {
            using var view = At(indices);
            Assign(view, value);
        }

        // Leading dimensions of length one may be left over in the value.
        private static void Assign(Tensor view, Tensor value)
        {
            var extra = 0;
            while (value.ndim - extra > view.ndim && value.shape[extra] == 1) extra++;
            using var fitting = extra == 0 ? null : value.reshape(value.shape[extra..]);
            view.copy_(fitting ?? value);
        }

        // Positions and slices make a view; tensors are collected by dimension for one gathering afterwards.
        private (Tensor View, Tensor?[]? Tensors) Apply(TensorIndex[] indices)
        {
            var view = Alias.Call(this);
            List<Tensor?>? tensors = null;
            var dim = 0;
            var named = indices.Sum(Consumes);
            foreach (var index in indices)
            {
                var before = view;
                switch (index.Is)
                {
                    case TensorIndex.Form.Single:
                        view = Select.Call(view, dim, index.Start!.Value);
                        break;
                    case TensorIndex.Form.Slice:
                        if ((index.Start ?? 0) != 0 || index.Stop is not null || (index.Step ?? 1) != 1)
                            view = SliceAlong.Call(view, dim, index.Start, index.Stop, index.Step ?? 1);
                        dim++;
                        break;
                    case TensorIndex.Form.Ellipsis:
                        dim += (int)ndim - named;
                        break;
                    case TensorIndex.Form.None:
                        view = Unsqueeze.Call(view, dim++);
                        break;
                    case TensorIndex.Form.Bool:
                        view = Unsqueeze.Call(view, dim);
                        Record(ref tensors, dim++, tensor(index.Start == 1).unsqueeze(0));
                        break;
                    case TensorIndex.Form.Tensor when index.Value!.ndim == 0 && index.Value.dtype is not (ScalarType.Bool or ScalarType.Byte):
                        view = Select.Call(view, dim, index.Value.ToInt64());
                        break;
                    case TensorIndex.Form.Tensor:
                        Record(ref tensors, dim++, index.Value!);
                        break;
                }
                if (!ReferenceEquals(before, view)) before.Dispose();
            }
            return (view, tensors?.ToArray());
        }

        // A mask stands for as many dimensions as it has, though it takes one place in the list.
        private static int Consumes(TensorIndex index) => index.Is switch
        {
            TensorIndex.Form.Single or TensorIndex.Form.Slice => 1,
            TensorIndex.Form.Tensor => index.Value!.dtype is ScalarType.Bool or ScalarType.Byte ? (int)index.Value.ndim : 1,
            _ => 0,
        };

        private static void Record(ref List<Tensor?>? tensors, int dim, Tensor value)
        {
            tensors ??= [];
            while (tensors.Count < dim) tensors.Add(null);
            tensors.Add(value);
        }
    }
}
