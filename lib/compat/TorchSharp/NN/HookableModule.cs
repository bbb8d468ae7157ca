namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public interface IModule<T, TResult>
        {
            TResult call(T input1);
        }

        /// <summary>A module whose call runs hooks before and after its forward.</summary>
        public class HookableModule<TPreHook, TPostHook> : Module
        {
            private protected readonly OrderedDictionary<string, Delegate> before = [], after = [];

            protected HookableModule(string name) : base(name)
            {
            }

            public HookRemover register_forward_pre_hook(TPreHook hook) => Add(before, (Delegate)(object)hook!);
            public HookRemover register_forward_pre_hook(Action<Module> hook) => Add(before, hook);
            public HookRemover register_forward_hook(TPostHook hook) => Add(after, (Delegate)(object)hook!);
            public HookRemover register_forward_hook(Action<Module> hook) => Add(after, hook);

            private protected IEnumerable<TPreHook> PreHooks() => Run(before).OfType<TPreHook>();

            // The hooks that see values come before those that see only the module.
            private protected IEnumerable<TPostHook> PostHooks() => after.Values.OfType<TPostHook>();

            private protected void Finished()
            {
                foreach (var hook in after.Values.OfType<Action<Module>>()) hook(this);
            }

            private IEnumerable<Delegate> Run(OrderedDictionary<string, Delegate> hooks)
            {
                foreach (var hook in hooks.Values.OfType<Action<Module>>()) hook(this);
                return hooks.Values;
            }

            private HookRemover Add(OrderedDictionary<string, Delegate> hooks, Delegate hook)
            {
                var key = Guid.NewGuid().ToString();
                hooks.Add(key, hook);
                return new HookRemover(this, key);
            }

            /// <summary>Takes one hook away.</summary>
            public class HookRemover(HookableModule<TPreHook, TPostHook> module, string key)
            {
                public void remove()
                {
                    module.before.Remove(key);
                    module.after.Remove(key);
                }
            }
        }
    }
}
