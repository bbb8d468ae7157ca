using System.Collections;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules by position, registered as "0", "1", …</summary>
    public class ModuleList<T> : nn.Module, IList<T>
        where T : nn.Module
    {
        private readonly List<T> list = [];
        private bool registered;

        public ModuleList(params T[] modules) : base(nameof(ModuleList<T>)) => list.AddRange(modules);

        public int Count => list.Count;
        public bool IsReadOnly => false;

        public T this[int index]
        {
            get => list[index];
            set => Change(() => list[index] = value);
        }

        public void Add(T item) => Change(() => list.Add(item));
        public void append(params T[] parameters) => Change(() => list.AddRange(parameters));
        public void extend(IEnumerable<T> modules) => Change(() => list.AddRange(modules));
        public void Insert(int index, T item) => Change(() => list.Insert(index, item));
        public void RemoveAt(int index) => Change(() => list.RemoveAt(index));
        public void Clear() => Change(list.Clear);
        public int IndexOf(T item) => list.IndexOf(item);
        public bool Contains(T item) => list.Contains(item);
        public void CopyTo(T[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        public bool Remove(T item)
        {
            var index = list.IndexOf(item);
            if (index >= 0) RemoveAt(index);
            return index >= 0;
        }

        public IEnumerator<T> GetEnumerator() => list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents()
        {
            if (registered) return;
            registered = true;
            ClearModules();
            for (var i = 0; i < list.Count; i++) register_module(i.ToString(), list[i]);
        }

        private void Change(Action change)
        {
            change();
            if (!registered) return;
            registered = false;
            RegisterComponents();
        }
    }

    /// <summary>Parameters by position, registered as "0", "1", …</summary>
    public class ParameterList : nn.Module, IList<Parameter>
    {
        private readonly List<Parameter> list = [];

        public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => append(parameters);

        public int Count => list.Count;
        public bool IsReadOnly => false;

        public Parameter this[int index]
        {
            get => list[index];
            set => Change(() => list[index] = value);
        }

        public void Add(Parameter item) => Change(() => list.Add(item));
        public void append(params Parameter[] parameters) => Change(() => list.AddRange(parameters));
        public void extend(IEnumerable<Parameter> parameters) => Change(() => list.AddRange(parameters));
        public void Insert(int index, Parameter item) => Change(() => list.Insert(index, item));
        public void RemoveAt(int index) => Change(() => list.RemoveAt(index));
        public void Clear() => Change(list.Clear);
        public int IndexOf(Parameter item) => list.FindIndex(own => ReferenceEquals(own, item));
        public bool Contains(Parameter item) => IndexOf(item) >= 0;
        public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        public bool Remove(Parameter item)
        {
            var index = IndexOf(item);
            if (index >= 0) RemoveAt(index);
            return index >= 0;
        }

        public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        // The list follows its parameters to another device or type.
        private protected override void Replaced(string key, Parameter moved) => list[int.Parse(key)] = moved;

        protected override void RegisterComponents()
        {
        }

        private void Change(Action change)
        {
            var before = list.Count;
            change();
            for (var i = 0; i < Math.Max(before, list.Count); i++)
                ConditionallyRegisterParameter(i.ToString(), i < list.Count ? list[i] : null);
        }
    }

    /// <summary>Modules by name, in the order they were added.</summary>
    public class ModuleDict<T> : nn.Module, IEnumerable<(string, T)>
        where T : nn.Module
    {
        private readonly OrderedDictionary<string, T> entries = [];

        public ModuleDict() : base(nameof(ModuleDict<T>))
        {
        }

        public int Count => entries.Count;
        public ICollection<string> Keys => entries.Keys;
        public ICollection<T> Values => entries.Values;

        public T this[string key]
        {
            get => entries[key];
            set
            {
                if (entries.ContainsKey(key)) register_module(key, null!);
                register_module(key, value);
                entries[key] = value;
            }
        }

        public void Add(string key, T value)
        {
            entries.Add(key, value);
            register_module(key, value);
        }

        public void Add((string, T) item) => Add(item.Item1, item.Item2);

        public bool Remove(string key)
        {
            register_module(key, null!);
            return entries.Remove(key);
        }

        public void Clear()
        {
            entries.Clear();
            ClearModules();
        }

        public bool ContainsKey(string key) => entries.ContainsKey(key);
        public bool TryGetValue(string key, out T value) => entries.TryGetValue(key, out value!);
        public IEnumerable<string> keys() => entries.Keys;
        public IEnumerable<T> values() => entries.Values;
        public IEnumerator<(string, T)> items() => GetEnumerator();
        public IEnumerator<(string, T)> GetEnumerator() => entries.Select(pair => (pair.Key, pair.Value)).GetEnumerator();
        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override void RegisterComponents()
        {
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            public static ModuleList<Module> ModuleList(params Module[] modules) => new(modules);

            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);

            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);

            public static ModuleDict<Module> ModuleDict(params (string, Module)[] modules) => ModuleDict<Module>(modules);

            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module
            {
                var result = new ModuleDict<T>();
                foreach (var (key, module) in modules) result.Add(key, module);
                return result;
            }
        }
    }
}
