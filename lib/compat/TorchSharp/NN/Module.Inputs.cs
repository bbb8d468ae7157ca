namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module of one input: a subclass writes forward, a user calls call.</summary>
        public abstract class Module<T, TResult>
            : HookableModule<
                Func<Module<T, TResult>, T, T>,
                Func<Module<T, TResult>, T, TResult, TResult>>, IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T input);

            public TResult call(T input)
            {
                if (before.Count > 0)
                    foreach (var hook in PreHooks()) input = hook(this, input) ?? input;
                var result = forward(input);
                if (after.Count == 0) return result;
                foreach (var hook in PostHooks()) result = hook(this, input, result) ?? result;
                Finished();
                return result;
            }
        }

        /// <summary>A module of two inputs: a subclass writes forward, a user calls call.</summary>
        public abstract class Module<T1, T2, TResult>
            : HookableModule<
                Func<Module<T1, T2, TResult>, T1, T2, (T1, T2)?>,
                Func<Module<T1, T2, TResult>, T1, T2, TResult, TResult>>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2);

            public TResult call(T1 input1, T2 input2)
            {
                if (before.Count > 0)
                    foreach (var hook in PreHooks()) (input1, input2) = hook(this, input1, input2) ?? (input1, input2);
                var result = forward(input1, input2);
                if (after.Count == 0) return result;
                foreach (var hook in PostHooks()) result = hook(this, input1, input2, result) ?? result;
                Finished();
                return result;
            }
        }

        /// <summary>A module of three inputs: a subclass writes forward, a user calls call.</summary>
        public abstract class Module<T1, T2, T3, TResult>
            : HookableModule<
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, (T1, T2, T3)?>,
                Func<Module<T1, T2, T3, TResult>, T1, T2, T3, TResult, TResult>>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3);

            public TResult call(T1 input1, T2 input2, T3 input3)
            {
                if (before.Count > 0)
                    foreach (var hook in PreHooks()) (input1, input2, input3) = hook(this, input1, input2, input3) ?? (input1, input2, input3);
                var result = forward(input1, input2, input3);
                if (after.Count == 0) return result;
                foreach (var hook in PostHooks()) result = hook(this, input1, input2, input3, result) ?? result;
                Finished();
                return result;
            }
        }

        /// <summary>A module of four inputs: a subclass writes forward, a user calls call.</summary>
        public abstract class Module<T1, T2, T3, T4, TResult>
            : HookableModule<
                Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, (T1, T2, T3, T4)?>,
                Func<Module<T1, T2, T3, T4, TResult>, T1, T2, T3, T4, TResult, TResult>>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T1 input1, T2 input2, T3 input3, T4 input4);

            public TResult call(T1 input1, T2 input2, T3 input3, T4 input4)
            {
                if (before.Count > 0)
                    foreach (var hook in PreHooks()) (input1, input2, input3, input4) = hook(this, input1, input2, input3, input4) ?? (input1, input2, input3, input4);
                var result = forward(input1, input2, input3, input4);
                if (after.Count == 0) return result;
                foreach (var hook in PostHooks()) result = hook(this, input1, input2, input3, input4, result) ?? result;
                Finished();
                return result;
            }
        }
    }
}
