using System.Buffers.Binary;
using System.Text;

namespace Capsules.Data;

/// <summary>A Python class or function that a pickle names; nothing of the name is ever run.</summary>
/// <param name="Module">Its module.</param>
/// <param name="Name">Its name there.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>
/// Reads the part of Python's pickle format (protocols 2 to 4) that checkpoints of tensors use: numbers, text, tuples, lists,
/// dictionaries, names of globals, calls and persistent references. What a call or reference means, the caller decides;
/// opcodes beyond that are refused.
/// </summary>
/// <param name="stream">Positioned at the pickle; afterwards just past it.</param>
/// <param name="file">The file's name, for messages.</param>
/// <param name="call">Gives the value of a call from the function and its arguments.</param>
/// <param name="reference">Gives the value of a persistent reference.</param>
internal sealed class PickleReader(
    Stream stream, string file, Func<PickleGlobal, object?[], object?> call, Func<object?, object?> reference)
{
    private static readonly object Mark = new();
    private readonly Stack<object?> _stack = new();
    private readonly Dictionary<int, object?> _memo = [];

    /// <summary>Reads one value.</summary>
    /// <exception cref="InvalidDataException">Truncated, malformed, or beyond the part read.</exception>
    internal object? Read()
    {
        while (true)
        {
            int op = stream.ReadByte();
            if (op == '.')
                return Pop();
            Step(op);
        }
    }

    private void Step(int op)
    {
        switch (op)
        {
            case 0x80: Bytes(1); break;                                                   // PROTO
            case 0x95: Bytes(8); break;                                                   // FRAME
            case '(': _stack.Push(Mark); break;
            case 'N': _stack.Push(null); break;
            case 0x88: _stack.Push(true); break;
            case 0x89: _stack.Push(false); break;
            case 'K': _stack.Push((long)Bytes(1)[0]); break;                              // BININT1
            case 'M': _stack.Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
            case 'J': _stack.Push((long)Int()); break;                                    // BININT
            case 0x8A: _stack.Push(Long(Bytes(Bytes(1)[0]))); break;                      // LONG1
            case 'G': _stack.Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break; // BINFLOAT
            case 'X': _stack.Push(Text(Int())); break;                                    // BINUNICODE
            case 'T': _stack.Push(Text(Int())); break;                                    // BINSTRING
            case 0x8C or 'U': _stack.Push(Text(Bytes(1)[0])); break;                      // SHORT_BINUNICODE, SHORT_BINSTRING
            case '}': _stack.Push(new Dictionary<object, object?>()); break;
            case ']': _stack.Push(new List<object?>()); break;
            case ')': _stack.Push(Array.Empty<object?>()); break;
            case 't': _stack.Push(ToMark()); break;                                       // TUPLE
            case 0x85 or 0x86 or 0x87: Tuple(op - 0x84); break;                           // TUPLE1 to TUPLE3
            case 'q': _memo[Bytes(1)[0]] = Peek(); break;                                 // BINPUT
            case 'r': _memo[Int()] = Peek(); break;                                       // LONG_BINPUT
            case 0x94: _memo[_memo.Count] = Peek(); break;                                // MEMOIZE
            case 'h': Recall(Bytes(1)[0]); break;                                         // BINGET
            case 'j': Recall(Int()); break;                                               // LONG_BINGET
            case 'c': _stack.Push(new PickleGlobal(Line(), Line())); break;               // GLOBAL
            case 0x93: StackGlobal(); break;
            case 'Q': _stack.Push(reference(Pop())); break;                               // BINPERSID
            case 'R': Reduce(); break;
            case 'b': Pop(); break;                                                       // BUILD: attributes, such as a version
            case 's': SetItems([Pop(), Pop()], reversed: true); break;
            case 'u': SetItems(ToMark(), reversed: false); break;
            case 'a': Append([Pop()]); break;
            case 'e': Append(ToMark()); break;
            default: throw Bad(op < 0 ? "ends in the middle" : $"opcode 0x{op:X2} is none that a checkpoint of tensors needs");
        }
    }

    private void Reduce()
    {
        object? arguments = Pop(), function = Pop();
        if (function is not PickleGlobal global || arguments is not object?[] list)
            throw Bad("a call of something that is no function");
        _stack.Push(call(global, list));
    }

    private void StackGlobal()
    {
        object? name = Pop(), module = Pop();
        _stack.Push(new PickleGlobal(module as string ?? throw Bad("a global without a module"), name as string ?? throw Bad("a global without a name")));
    }

    private void SetItems(object?[] items, bool reversed)
    {
        if (Peek() is not Dictionary<object, object?> dictionary || items.Length % 2 != 0)
            throw Bad("items for something that is no dictionary");
        for (int i = 0; i < items.Length; i += 2)
        {
            (object? key, object? value) = reversed ? (items[i + 1], items[i]) : (items[i], items[i + 1]);
            dictionary[key ?? throw Bad("None as a key")] = value;
        }
    }

    private void Append(object?[] items)
    {
        if (Peek() is not List<object?> list)
            throw Bad("items for something that is no list");
        list.AddRange(items);
    }

    private void Tuple(int count)
    {
        var items = new object?[count];
        for (int i = count - 1; i >= 0; i--)
            items[i] = Pop();
        _stack.Push(items);
    }

    private object?[] ToMark()
    {
        var items = new List<object?>();
        while (true)
        {
            if (!_stack.TryPop(out object? item))
                throw Bad("no mark on the stack");
            if (ReferenceEquals(item, Mark))
                break;
            items.Add(item);
        }
        items.Reverse();
        return [.. items];
    }

    private void Recall(int index) =>
        _stack.Push(_memo.TryGetValue(index, out object? value) ? value : throw Bad($"memo {index} was never stored"));

    private object? Pop() => _stack.TryPop(out object? value) && !ReferenceEquals(value, Mark) ? value : throw Bad("an empty stack");

    private object? Peek() => _stack.TryPeek(out object? value) ? value : throw Bad("an empty stack");

    private int Int() => BinaryPrimitives.ReadInt32LittleEndian(Bytes(4));

    private static long Long(byte[] bytes)
    {
        // Longer ones occur once, as the magic number of the old format, of which the low 64 bits tell enough.
        long value = bytes.Length is > 0 and < 8 && bytes[^1] >= 0x80 ? -1L << (8 * bytes.Length) : 0;
        for (int i = 0; i < Math.Min(bytes.Length, 8); i++)
            value |= (long)bytes[i] << (8 * i);
        return value;
    }

    private string Text(int length) => Encoding.UTF8.GetString(Bytes(length));

    private string Line()
    {
        var line = new StringBuilder();
        for (int c = stream.ReadByte(); c != '\n'; c = stream.ReadByte())
            line.Append(c < 0 || line.Length > 1000 ? throw Bad("a name without an end") : (char)c);
        return line.ToString();
    }

    private byte[] Bytes(int count)
    {
        // No string of a checkpoint is near this; a wild length must not claim memory.
        if (count is < 0 or > 1 << 20)
            throw Bad($"a length of {count}");
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count ? bytes : throw Bad("ends in the middle");
    }

    private InvalidDataException Bad(string what) => new($"{file}: the pickle is malformed: {what}");
}
