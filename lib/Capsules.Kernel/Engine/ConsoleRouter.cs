using System.Text;

namespace Capsules.Kernel.Engine;

/// <summary>Sends what code writes to <see cref="Console"/> to the cell that wrote it, and reads lines from that cell's front end.</summary>
internal static class ConsoleRouter
{
    public static void Install()
    {
        Console.SetOut(new CellWriter(isError: false) { NewLine = "\n" });
        Console.SetError(new CellWriter(isError: true) { NewLine = "\n" });
        Console.SetIn(new CellReader());
    }

    private sealed class CellWriter(bool isError) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write([value], 0, 1);

        // All other forms come down to this one.
        public override void Write(char[] buffer, int index, int count) => CellContext.WriteCurrent(isError, buffer.AsSpan(index, count));
    }

    private sealed class CellReader : TextReader
    {
        private string line = "";
        private int next;

        public override int Peek()
        {
            if (next == line.Length) (line, next) = (CellContext.Current?.Input("", password: false) is { } answer ? answer.TrimEnd('\n') + "\n" : "", 0);
            return next < line.Length ? line[next] : -1;
        }

        public override int Read()
        {
            var character = Peek();
            if (character >= 0) next++;
            return character;
        }
    }
}
