using System.Buffers.Binary;
using System.Text;

namespace TorchSharpFixes;

/// <summary>Lets <c>libLibTorchSharp.so</c> load where libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04).</summary>
/// <remarks>
/// The library was built with GCC 13, whose <c>&lt;iostream&gt;</c> mentions <c>_ZSt21ios_base_library_initv</c> of version GLIBCXX_3.4.32.
/// No relocation uses that symbol, but the loader refuses a library that needs a version the system lacks, unless the need is marked weak.
/// Concerns <c>src/Native/LibTorchSharp</c> of dotnet/TorchSharp 0.107.0. Can go when the package is built with an older libstdc++,
/// or when no supported system has one older than GCC 13's.
/// </remarks>
internal static class WeakVersionFix
{
    private const string Version = "GLIBCXX_3.4.32";
    private const uint VersionNeed = 0x6ffffffe; // SHT_GNU_verneed
    private const uint NoBits = 8; // SHT_NOBITS: takes no room in the file
    private const ushort Weak = 2; // VER_FLG_WEAK

    /// <summary>Marks the library's need of <see cref="Version"/> as weak; a library without that need is returned as it is.</summary>
    /// <exception cref="InvalidDataException">The file is not a complete 64-bit little-endian ELF shared library.</exception>
    internal static byte[] Apply(byte[] file)
    {
        var result = file.ToArray();
        if (file.Length < 64 || !file.AsSpan(0, 4).SequenceEqual("\u007fELF"u8)) throw new InvalidDataException("not an ELF file");
        if (file[4] != 2 || file[5] != 1) throw new InvalidDataException("not a 64-bit little-endian ELF file");
        if (Half(16) != 3) throw new InvalidDataException("not an ELF shared library");

        var sections = Offset(40);
        int size = Half(58), count = Half(60);
        if (size < 64 || count == 0) throw new InvalidDataException("the ELF file has no section headers");
        Bytes(sections, size * count);
        for (var i = 0; i < count; i++)
        {
            var section = sections + ((long)i * size);
            if (Word(section + 4) is not (0 or NoBits)) Bytes(Offset(section + 24), checked((int)Offset(section + 32)));
            if (Word(section + 4) != VersionNeed) continue;
            // sh_link names the section with the strings, sh_info says how many libraries are needed.
            var strings = Offset(sections + (Word(section + 40) * (long)size) + 24);
            var need = Offset(section + 24);
            for (var left = Word(section + 44); left > 0; left--)
            {
                var entry = need + Word(need + 8); // Elf64_Verneed.vn_aux
                for (var versions = Half(need + 2); versions > 0; versions--)
                {
                    // Elf64_Vernaux: hash, flags, other, name, next.
                    if (Text(strings + Word(entry + 8)) == Version)
                        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan((int)entry + 4), (ushort)(Half(entry + 4) | Weak));
                    entry += Word(entry + 12);
                }

                need += Word(need + 12);
            }
        }

        return result;

        ushort Half(long at) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(at, 2));
        uint Word(long at) => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(at, 4));
        long Offset(long at) => BinaryPrimitives.ReadInt64LittleEndian(Bytes(at, 8));

        string Text(long at)
        {
            var rest = Bytes(at, 1).Length == 0 ? default : file.AsSpan((int)at);
            var end = rest.IndexOf((byte)0);
            return Encoding.ASCII.GetString(end < 0 ? rest : rest[..end]);
        }

        ReadOnlySpan<byte> Bytes(long at, int length) => at >= 0 && at <= file.Length - length
            ? file.AsSpan((int)at, length)
            : throw new InvalidDataException($"the ELF file is truncated: it ends at {file.Length}, byte {at} is needed");
    }
}
