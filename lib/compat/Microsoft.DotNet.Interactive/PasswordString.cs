namespace Microsoft.DotNet.Interactive;

/// <summary>A secret that shows itself as dots.</summary>
public class PasswordString
{
    private readonly string _password;

    internal PasswordString(string password) => _password = password;

    /// <summary>The secret itself.</summary>
    public string GetClearTextPassword() => _password;

    /// <inheritdoc />
    public override string ToString() => new('•', _password.Length);
}
