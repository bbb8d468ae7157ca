using TorchSharpFixes;

if (args is not [var kind and ("assembly" or "native"), var source, var target])
{
    Console.Error.WriteLine("usage: TorchSharpFixes assembly|native SOURCE TARGET");
    return 2;
}

try
{
    var file = File.ReadAllBytes(source);
    var mended = kind == "assembly" ? KeepAliveFix.Apply(file) : WeakVersionFix.Apply(file);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
    // A killed build must not leave half a file under the final name.
    var temporary = $"{target}.{Environment.ProcessId}";
    File.WriteAllBytes(temporary, mended);
    File.Move(temporary, target, overwrite: true);
    return 0;
}
catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
{
    // The form that MSBuild shows as an error of the build.
    Console.Error.WriteLine($"{source} : error CAPS001: {e.Message}");
    return 1;
}
