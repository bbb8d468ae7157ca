using System.Reflection;
using System.Runtime.CompilerServices;

namespace Plotly.NET.Tests;

/// <summary>Members in the words of the API listings.</summary>
internal static class ApiNames
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(double)] = "double",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (type.IsArray)
            return Of(type.GetElementType()!) + "[]";
        if (type.IsByRef)
            return Of(type.GetElementType()!);
        if (type.IsGenericParameter)
            return type.Name;
        string name = type.IsNested ? Of(type.DeclaringType!) + "." + type.Name : type.Name;
        return type.IsGenericType
            ? name[..name.IndexOf('`')] + "<" + string.Join(", ", type.GetGenericArguments().Select(Of)) + ">"
            : name;
    }

    /// <summary>Every public member that a type itself declares.</summary>
    public static IEnumerable<string> Members(Type type)
    {
        foreach (ConstructorInfo constructor in type.GetConstructors(Declared).Where(c => !c.IsStatic))
            yield return $"ctor({Parameters(constructor)})";
        foreach (PropertyInfo property in type.GetProperties(Declared))
        {
            string accessors = property.SetMethod is { IsPublic: true } ? "get; set;" : "get;";
            yield return $"{(property.GetMethod!.IsStatic ? "static " : "")}{Of(property.PropertyType)} {property.Name} {{ {accessors} }}";
        }

        foreach (MethodInfo method in type.GetMethods(Declared))
        {
            bool inherited = method.GetBaseDefinition().DeclaringType != type;
            if (!inherited && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal)))
                yield return Method(method);
        }
    }

    private static string Method(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? "<" + string.Join(", ", method.GetGenericArguments().Select(Of)) + ">" : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "[ext] " : "";
        string modifier = method.IsStatic ? "static " + extension : "";
        return $"{modifier}{Of(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsOut ? "out " : "") + Of(parameter.ParameterType) + " " + parameter.Name + Default(parameter)));

    private static string Default(ParameterInfo parameter) =>
        !parameter.HasDefaultValue ? "" : parameter.ParameterType.IsValueType ? " = default" : " = null";
}
