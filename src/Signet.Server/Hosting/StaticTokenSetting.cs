using Signet.Server.Authentication;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting;

/// <summary>Reads the tokens of <c>--token-auth-file</c>.</summary>
internal static class StaticTokenSetting
{
    /// <summary>The tokens; none without a file.</summary>
    /// <exception cref="StartupException">The file cannot be used.</exception>
    public static IReadOnlyList<StaticToken> Read(AuthenticationOptions options)
    {
        if (options.TokenFile is not { } path)
        {
            return [];
        }

        try
        {
            return TokenFile.Read(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new StartupException($"--token-auth-file: {path}: {exception.Message}", exception);
        }
    }
}
