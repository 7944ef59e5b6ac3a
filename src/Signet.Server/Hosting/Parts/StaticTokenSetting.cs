using Signet.Server.Authentication;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Parts;

/// <summary>The static tokens of <c>--token-auth-file</c>.</summary>
internal static class StaticTokenSetting
{
    /// <summary>Loads and follows the file; no tokens without a file.</summary>
    /// <exception cref="StartupException">The file cannot be used.</exception>
    public static IValueSource<StaticTokenTable> Open(AuthenticationOptions options, SettingFiles files) => options.TokenFile is { } path
        ? files.Follow(
            "token-auth-file", path, contents => new StaticTokenTable(TokenFile.Read(FileContents.TextOf(contents.ReadCredentials()))), table => $"{table.Count} tokens")
        : new FixedValue<StaticTokenTable>(StaticTokenTable.Empty);
}
