using Signet.Testing;

namespace Signet.Tests.Cli.Api;

/// <summary>The file of <c>--token-auth-file</c>.</summary>
internal static class TokenFile
{
    public static string Write(TemporaryFolder folder, params string[] lines)
    {
        File.WriteAllLines(folder.File("tokens.csv"), lines);
        return folder.File("tokens.csv");
    }
}
