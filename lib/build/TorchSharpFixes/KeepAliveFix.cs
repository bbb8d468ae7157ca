using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace TorchSharpFixes;

/// <summary>Keeps the garbage collector from freeing what a native call of TorchSharp still uses.</summary>
/// <remarks>
/// Concerns dotnet/TorchSharp 0.107.0; each part can go when upstream does the same. Without them trainings end in "Unknown scalar type",
/// "Expected false to be true" or a segmentation fault, the sooner the more another thread allocates.
/// </remarks>
internal static class KeepAliveFix
{
    private const string Returned = "_returned";

    /// <summary>The assembly with all three parts applied.</summary>
    /// <exception cref="InvalidDataException">The file is not the TorchSharp.dll that the fixes were written for.</exception>
    internal static byte[] Apply(byte[] file)
    {
        AssemblyDefinition assembly;
        try
        {
            assembly = AssemblyDefinition.ReadAssembly(new MemoryStream(file));
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or ArgumentException)
        {
            throw new InvalidDataException($"not a .NET assembly: {e.Message}");
        }

        using (assembly)
        {
            var module = assembly.MainModule;
            var node = module.GetType("TorchSharp.torch/autograd/Node`1");
            if (assembly.Name.Name != "TorchSharp" || node is null)
                throw new InvalidDataException($"expected TorchSharp.dll with torch.autograd.Node<T>, found {assembly.Name}");
            if (node.Fields.Any(f => f.Name == Returned)) throw new InvalidDataException("already mended");
            KeepArguments(module);
            KeepReturnedGradients(module, node);
            PinEachArray(node);
            MemoryStream mended = new();
            assembly.Write(mended);
            return mended.ToArray();
        }
    }

    /// <summary>
    /// A method such as <c>Tensor.mul(Scalar)</c> reads <c>Handle</c> and calls native code with it; nothing keeps the objects alive until
    /// that call returns. After each native call: <c>GC.KeepAlive</c> of <c>this</c>, of every argument of a reference type, and of every
    /// object whose handle was read in this method.
    /// </summary>
    private static void KeepArguments(ModuleDefinition module)
    {
        var keepAlive = module.ImportReference(typeof(GC).GetMethod(nameof(GC.KeepAlive)));
        // TorchSharp refers to System.Runtime; the reflected method names the private core library.
        keepAlive.DeclaringType.Scope = module.TypeSystem.CoreLibrary;
        foreach (var method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody).ToList())
        {
            if (!method.Body.Instructions.Any(IsNativeCall)) continue;
            method.Body.SimplifyMacros();
            var il = method.Body.GetILProcessor();
            List<ParameterDefinition> arguments = [.. method.Parameters.Where(p => IsReference(p.ParameterType))];
            if (method.HasThis && !method.DeclaringType.IsValueType) arguments.Insert(0, method.Body.ThisParameter);
            List<VariableDefinition> owners = [];
            foreach (var instruction in method.Body.Instructions.ToList())
            {
                if (ReadsHandle(instruction))
                {
                    VariableDefinition owner = new(module.TypeSystem.Object);
                    method.Body.Variables.Add(owner);
                    owners.Add(owner);
                    Before(il, instruction, il.Create(OpCodes.Dup), il.Create(OpCodes.Stloc, owner));
                }
                else if (IsNativeCall(instruction))
                {
                    var last = instruction;
                    foreach (var load in arguments.Select(a => il.Create(OpCodes.Ldarg, a)).Concat(owners.Select(o => il.Create(OpCodes.Ldloc, o))))
                    {
                        var call = il.Create(OpCodes.Call, keepAlive);
                        il.InsertAfter(last, load);
                        il.InsertAfter(load, call);
                        last = call;
                    }
                }
            }

            method.Body.InitLocals = true;
            method.Body.OptimizeMacros();
        }
    }

    /// <summary>
    /// <c>Node.ApplyFunc</c> returns the handles of the tensors that a C# <c>backward</c> returned; native code copies them after the
    /// managed method has ended. The node, which lives as long as its graph, holds them.
    /// </summary>
    private static void KeepReturnedGradients(ModuleDefinition module, TypeDefinition node)
    {
        FieldDefinition returned = new(Returned, FieldAttributes.Private, module.TypeSystem.Object);
        node.Fields.Add(returned);
        var body = Method(node, "ApplyFunc").Body;
        // backward_internal(…) leaves the list of gradients on the stack: [list] → this._returned = list; [list].
        var call = body.Instructions.SingleOrDefault(i => i.Operand is MethodReference { Name: "backward_internal" })
            ?? throw new InvalidDataException("Node.ApplyFunc calls no backward_internal");
        var il = body.GetILProcessor();
        VariableDefinition gradients = new(module.TypeSystem.Object);
        body.Variables.Add(gradients);
        GenericInstanceType self = new(node);
        foreach (var parameter in node.GenericParameters) self.GenericArguments.Add(parameter);
        var after = call.Next;
        Before(il, after, il.Create(OpCodes.Dup), il.Create(OpCodes.Stloc, gradients), il.Create(OpCodes.Ldarg_0), il.Create(OpCodes.Ldloc, gradients),
            il.Create(OpCodes.Stfld, new FieldReference(returned.Name, returned.FieldType, self)));
    }

    /// <summary>
    /// <c>Node.WrapOutputs</c> puts two arrays through one <c>PinnedArray</c>: the second unpins the first, which the collector may then move
    /// while native code reads it. The method declares a <c>PinnedArray</c> for the second array and leaves it unused.
    /// </summary>
    private static void PinEachArray(TypeDefinition node)
    {
        var body = Method(node, "WrapOutputs").Body;
        body.SimplifyMacros();
        // Each call is `ldloc pinned; (the tensors, as handles); call CreateArrayWithSize`; in order: inputs, not differentiable, dirty, outputs.
        List<Instruction> pinned = [];
        Instruction? load = null;
        foreach (var instruction in body.Instructions)
        {
            if (instruction.Operand is VariableDefinition variable && instruction.OpCode == OpCodes.Ldloc && variable.VariableType.Name == "PinnedArray`1") load = instruction;
            if (instruction.Operand is MethodReference { Name: "CreateArrayWithSize" } && load is not null) pinned.Add(load);
        }

        var declared = body.Variables.Where(v => v.VariableType.Name == "PinnedArray`1").ToList();
        var unused = declared.Except(pinned.Select(i => (VariableDefinition)i.Operand)).ToList();
        if (pinned.Count != 4 || pinned[1].Operand != pinned[2].Operand || unused.Count == 0)
            throw new InvalidDataException("Node.WrapOutputs does not pin its arrays as in TorchSharp 0.107.0");
        pinned[2].Operand = unused[0];
        body.OptimizeMacros();
    }

    private static bool IsNativeCall(Instruction i) =>
        i.OpCode == OpCodes.Call && i.Operand is MethodReference { DeclaringType.Namespace: "TorchSharp.PInvoke" } m && m.Name.StartsWith("TH", StringComparison.Ordinal);

    private static bool ReadsHandle(Instruction i) =>
        i.Operand is MethodReference { Name: "get_Handle" or "get_handle", HasThis: true, ReturnType.FullName: "System.IntPtr" } m && !m.DeclaringType.IsValueType;

    private static bool IsReference(TypeReference type) =>
        type is not (ByReferenceType or PointerType or FunctionPointerType or GenericParameter) && !type.IsValueType;

    private static MethodDefinition Method(TypeDefinition type, string name) =>
        type.Methods.SingleOrDefault(m => m.Name == name) ?? throw new InvalidDataException($"{type.Name} has no method {name}");

    private static void Before(ILProcessor il, Instruction next, params Instruction[] instructions)
    {
        foreach (var instruction in instructions) il.InsertBefore(next, instruction);
    }
}
