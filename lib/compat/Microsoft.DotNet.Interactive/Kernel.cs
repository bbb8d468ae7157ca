using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a notebook calls without naming a type.</summary>
public abstract class Kernel
{
    /// <summary>Shows a value in the forms given, or in those preferred for its type.</summary>
    public static DisplayedValue display(object? value, params string[] mimeTypes) => value.Display(mimeTypes);

    /// <summary>Text taken as HTML when it is shown.</summary>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Runs a script in the page that shows the notebook.</summary>
    public static void Javascript(string scriptContent) =>
        $"<script type=\"text/javascript\">{scriptContent}</script>".DisplayAs(HtmlFormatter.MimeType);

    /// <summary>Adds a style sheet to the page that shows the notebook.</summary>
    public static void CSS(string content) => Javascript(
        $"const style = document.createElement('style'); style.textContent = {System.Text.Json.JsonSerializer.Serialize(content)}; "
        + "document.head.appendChild(style);");

    /// <summary>Asks the person for a line.</summary>
    public static Task<string> GetInputAsync(string prompt = "") => Task.FromResult(Ask(prompt, password: false));

    /// <summary>Asks the person for a line that is not shown.</summary>
    public static Task<PasswordString> GetPasswordAsync(string prompt = "") =>
        Task.FromResult(new PasswordString(Ask(prompt, password: true)));

    private static string Ask(string prompt, bool password)
    {
        var input = KernelInvocationContext.Current?.Input
            ?? throw new InvalidOperationException("There is nobody to ask: this code does not run in a notebook.");
        return input(prompt, password) ?? "";
    }
}
