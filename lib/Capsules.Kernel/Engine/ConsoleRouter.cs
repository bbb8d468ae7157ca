using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Sends what code writes to <see cref="Console"/> to the cell that wrote it, and reads lines from that cell's front end.</summary>
internal static class ConsoleRouter
{
    private static readonly Lock s_lock = new();
    private static bool s_installed;

    public static void Install()
    {
        lock (s_lock)
        {
            if (s_installed) return;
            s_installed = true;
            Console.SetOut(new CellWriter(isError: false));
            Console.SetError(new CellWriter(isError: true));
            Console.SetIn(new CellReader());
        }
    }

    private sealed class CellWriter(bool isError) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void WriteLine(string? value) => Write($"{value}\n".AsSpan());

        public override void WriteLine() => Write("\n".AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (CellContext.Current is { } cell) cell.Stream.Write(isError, buffer);
            else (isError ? Terminal.Error : Terminal.Out).Write(buffer);
        }
    }

    private sealed class CellReader : TextReader
    {
        private string _line = "";
        private int _next;

        public override int Peek()
        {
            Fill();
            return _next < _line.Length ? _line[_next] : -1;
        }

        public override int Read()
        {
            var character = Peek();
            if (character >= 0) _next++;
            return character;
        }

        public override string? ReadLine()
        {
            if (_next < _line.Length)
            {
                var rest = _line[_next..].TrimEnd('\n');
                (_line, _next) = ("", 0);
                return rest;
            }
            return Ask();
        }

        private void Fill()
        {
            if (_next < _line.Length) return;
            (_line, _next) = (Ask() is { } answer ? answer + "\n" : "", 0);
        }

        private static string? Ask()
        {
            if (CellContext.Current is not { } cell) return null;
            cell.Stream.Flush();
            return cell.Output.Input("", password: false);
        }
    }
}
