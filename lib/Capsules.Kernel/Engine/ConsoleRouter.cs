using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Sends what code writes to <see cref="Console"/> to the cell that wrote it, and reads lines from that cell's front end.</summary>
internal static class ConsoleRouter
{
    private static int s_installed;

    public static void Install()
    {
        if (Interlocked.Exchange(ref s_installed, 1) != 0) return;
        Console.SetOut(new CellWriter(isError: false));
        Console.SetError(new CellWriter(isError: true));
        Console.SetIn(new CellReader());
    }

    private sealed class CellWriter : TextWriter
    {
        private readonly bool _isError;

        public CellWriter(bool isError) => (_isError, NewLine) = (isError, "\n");

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value]);

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(ReadOnlySpan<char> buffer)
        {
            if (CellContext.Current is { } cell) cell.Write(_isError, buffer);
            else (_isError ? Terminal.Error : Terminal.Out).Write(buffer);
        }
    }

    private sealed class CellReader : TextReader
    {
        private string _line = "";
        private int _next;

        public override int Peek()
        {
            if (_next == _line.Length) (_line, _next) = (CellContext.Current?.Input("", password: false) is { } answer ? answer.TrimEnd('\n') + "\n" : "", 0);
            return _next < _line.Length ? _line[_next] : -1;
        }

        public override int Read()
        {
            var character = Peek();
            if (character >= 0) _next++;
            return character;
        }
    }
}
