using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using TorchSharp;

/// <summary>The subset holds nothing that the real package's listing does not have.</summary>
public partial class Listing
{
    private static readonly Dictionary<string, HashSet<string>> Sections = Read();

    public static TheoryData<string> Types => [.. Exported().Select(Name)];

    [Theory, MemberData(nameof(Types))]
    public void EveryPublicMemberIsInTheListing(string name)
    {
        var type = Exported().Single(type => Name(type) == name);
        Assert.True(Sections.ContainsKey(name), $"no type {name} in the listing");
        if (type.IsEnum)
        {
            var values = type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name}={Convert.ToInt64(field.GetRawConstantValue())}");
            Assert.Empty(values.Except(Sections[name].Single().Split(", ")));
            return;
        }
        var known = new HashSet<string>();
        for (var level = type; level is not null; level = level.BaseType) known.UnionWith(Sections.GetValueOrDefault(Name(level), []));
        var missing = Members(type).Where(member => !known.Contains(member)).ToArray();
        Assert.True(missing.Length == 0, $"{name}: not in the listing:\n  {string.Join("\n  ", missing)}");
    }

    [Fact]
    public void TheListingIsReadWhole() => Assert.True(Sections.Count > 400 && Sections["torch.Tensor"].Count > 700);

    private static IEnumerable<Type> Exported() => typeof(torch).Assembly.GetExportedTypes();

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var constructor in type.GetConstructors(own).Where(Visible))
            if (!constructor.IsStatic && !(type.IsAbstract && constructor.GetParameters().Length == 0)) yield return $"ctor({Parameters(constructor)})";
        foreach (var field in type.GetFields(own).Where(field => field.IsPublic || field.IsFamily))
            yield return $"{(field.IsStatic ? "static " : "")}{Name(field.FieldType)} {field.Name}";
        foreach (var property in type.GetProperties(own))
        {
            var (get, set) = (property.GetMethod, property.SetMethod);
            if (!Visible(get) && !Visible(set)) continue;
            var at = property.GetIndexParameters();
            var head = at.Length > 0 ? $"this[{Parameters(at)}]" : property.Name;
            yield return $"{((get ?? set)!.IsStatic ? "static " : "")}{Name(property.PropertyType)} {head} {{ get; {(Visible(set) ? "set; " : "")}}}";
        }
        foreach (var method in type.GetMethods(own).Where(Visible))
        {
            if (method.IsSpecialName && !method.Name.StartsWith("op_")) continue;
            var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "[ext] " : "";
            var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
            yield return $"{(method.IsStatic ? "static " : "")}{extension}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
        }
    }

    private static bool Visible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(parameter =>
    {
        var many = parameter.IsDefined(typeof(ParamArrayAttribute)) || parameter.IsDefined(typeof(ParamCollectionAttribute)) ? "params " : "";
        var way = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? "ref " : "";
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var value = parameter.HasDefaultValue ? $" = {Default(parameter, type)}" : "";
        return $"{many}{way}{Name(type)} {parameter.Name}{value}";
    }));

    private static string Default(ParameterInfo parameter, Type type) => parameter.RawDefaultValue switch
    {
        null => type.IsValueType && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        bool truth => truth ? "true" : "false",
        string text => $"\"{text}\"",
        object number when type.IsEnum => Enum.ToObject(type, number).ToString()!,
        object number => Convert.ToString(number, CultureInfo.InvariantCulture)!,
    };

    private static string Name(Type type)
    {
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (Nullable.GetUnderlyingType(type) is { } inner) return Name(inner) + "?";
        if (type.IsGenericParameter) return type.Name;
        if (Keyword(type) is { } keyword) return keyword;
        var arguments = type.GetGenericArguments().Select(Name).ToArray();
        if (type.FullName?.StartsWith("System.ValueTuple`") == true || type.Name.StartsWith("ValueTuple`")) return $"({string.Join(", ", arguments)})";
        var outer = type.DeclaringType is { } declaring ? Name(declaring).Split('<')[0] + "." : "";
        var own = type.Name.Split('`')[0];
        // A nested type of a generic one repeats its arguments.
        var inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        return outer + own + (arguments.Length > inherited ? $"<{string.Join(", ", arguments[inherited..])}>" : "");
    }

    private static string? Keyword(Type type) => type == typeof(nint) ? "IntPtr" : type == typeof(object) ? "object" : type == typeof(void) ? "void" :
        type.IsEnum ? null : Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "bool",
            TypeCode.Byte => "byte",
            TypeCode.SByte => "sbyte",
            TypeCode.Int16 => "short",
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.Single => "float",
            TypeCode.Double => "double",
            TypeCode.String => "string",
            _ => null,
        };

    private static Dictionary<string, HashSet<string>> Read()
    {
        var sections = new Dictionary<string, HashSet<string>>();
        HashSet<string> section = [];
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "fixtures", "api", "torchsharp.txt")))
        {
            if (line.StartsWith("## "))
            {
                var name = Heading().Match(line).Groups[1].Value;
                if (!sections.TryGetValue(name, out section!)) sections.Add(name, section = []);
            }
            else if (line.StartsWith("  "))
            {
                section.Add(Tuples(Modifiers().Replace(line.Trim(), "")));
            }
        }
        return sections;
    }

    // The listing writes tuples of type parameters out.
    private static string Tuples(string line)
    {
        for (var match = WrittenOut().Match(line); match.Success; match = WrittenOut().Match(line))
            line = $"{line[..match.Index]}({match.Groups[1].Value}){line[(match.Index + match.Length)..]}";
        return line;
    }

    [GeneratedRegex(@"^## (?:static |abstract )*(?:class|struct|enum|interface) (.+?)(?: : .*)?$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\b(?:virtual|abstract|protected) ")]
    private static partial Regex Modifiers();

    [GeneratedRegex(@"ValueTuple<([^<>]*)>")]
    private static partial Regex WrittenOut();
}
