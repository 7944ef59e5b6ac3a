using System.Text;

namespace Signet.Cli.Api;

/// <summary>Reads the header <c>Warning</c> as Kubernetes sends it: <c>299 - "text"</c> (RFC 7234, section 5.5).</summary>
internal static class WarningHeader
{
    private const int Code = 299;

    /// <summary>The texts of a response.</summary>
    public static IReadOnlyList<string> Read(HttpResponseMessage response) =>
        [.. response.Headers.Warning.Where(warning => warning.Code == Code).Select(warning => Unquote(warning.Text))];

    private static string Unquote(string quoted)
    {
        var text = new StringBuilder();
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] == '\\' && i + 1 < quoted.Length - 1)
            {
                i++;
            }

            text.Append(quoted[i]);
        }

        return text.ToString();
    }
}
