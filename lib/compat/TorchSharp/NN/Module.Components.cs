using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            public virtual IEnumerable<(string name, Module module)> named_children() => submodules.Select(pair => (pair.Key, pair.Value));

            /// <summary>The modules within this one, at every depth; not this one itself.</summary>
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in submodules) yield return (child.Key, child.Value);
                foreach (var (key, child) in submodules)
                    foreach (var (inner, module) in child.named_modules()) yield return ($"{key}.{inner}", module);
            }

            public virtual IEnumerable<Module> children() => named_children().Select(pair => pair.module);

            public virtual IEnumerable<Module> modules() => named_modules().Select(pair => pair.module);

            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) => Distinct(
                ownParameters.Select(pair => (pair.Key, pair.Value)), recurse, child => child.named_parameters(true));

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) => named_parameters(recurse).Select(pair => pair.parameter);

            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
                Distinct(
                    ownBuffers.Where(pair => include_nonpersistent || pair.Value.Persistent).Select(pair => (pair.Key, pair.Value.Tensor)),
                    recurse, child => child.named_buffers(true, include_nonpersistent));

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(pair => pair.buffer);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            /// <summary>A parameter by its name from here, as in <c>layers.0.weight</c>; null where there is none.</summary>
            public virtual Parameter? get_parameter(string target) =>
                ownParameters.TryGetValue(target, out var found) ? found : Within(target, (child, rest) => child.get_parameter(rest));

            /// <inheritdoc cref="get_parameter"/>
            public virtual Tensor? get_buffer(string target) =>
                ownBuffers.TryGetValue(target, out var found) ? found.Tensor : Within(target, (child, rest) => child.get_buffer(rest));

            /// <summary>Parameters and persistent buffers by name; the tensors themselves, not copies.</summary>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                var start = string.IsNullOrEmpty(prefix) ? "" : prefix + ".";
                foreach (var (key, parameter) in named_parameters()) destination.TryAdd(start + key, parameter);
                foreach (var (key, buffer) in named_buffers(include_nonpersistent: false)) destination.TryAdd(start + key, buffer);
                foreach (var (key, child) in named_children()) child.state_dict(destination, start + key);
                return destination;
            }

            /// <summary>Copies tensors into the parameters and buffers of the same names.</summary>
            /// <exception cref="InvalidOperationException">Strict, and the names differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var target = state_dict();
                List<string> missing = [.. target.Keys.Where(key => !source.ContainsKey(key) && skip?.Contains(key) != true)];
                List<string> unexpected = [.. source.Keys.Where(key => !target.ContainsKey(key) && skip?.Contains(key) != true)];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException(
                        "The loaded state_dict is not identical to the target dictionary. " +
                        $"Missing: [{string.Join(", ", missing)}]; unexpected: [{string.Join(", ", unexpected)}].");
                using var unrecorded = no_grad();
                foreach (var (key, value) in source)
                    if (target.TryGetValue(key, out var into) && skip?.Contains(key) != true) into.copy_(value);
                return (missing, unexpected);
            }

            // The same tensor under two names is given once, under the first.
            private IEnumerable<(string, T)> Distinct<T>(
                IEnumerable<(string, T)> own, bool recurse, Func<Module, IEnumerable<(string, T)>> within)
                where T : Tensor
            {
                var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
                foreach (var pair in own)
                    if (!pair.Item2.IsInvalid && seen.Add(pair.Item2)) yield return pair;
                if (!recurse) yield break;
                foreach (var (key, child) in submodules)
                    foreach (var (inner, tensor) in within(child))
                        if (seen.Add(tensor)) yield return ($"{key}.{inner}", tensor);
            }

            private T? Within<T>(string target, Func<Module, string, T?> find)
                where T : class
            {
                var dot = target.IndexOf('.');
                return dot > 0 && submodules.TryGetValue(target[..dot], out var child) ? find(child, target[(dot + 1)..]) : null;
            }
        }
    }
}
