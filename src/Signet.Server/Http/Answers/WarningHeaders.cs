using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Signet.Server.Http.Answers;

/// <summary>
/// Warning headers as Kubernetes sends them: code 299, no agent, the text quoted in UTF-8, each once (apiserver,
/// <c>pkg/endpoints/filters/warning.go</c>). Their texts contain field names that the client chose, so texts with control
/// characters are left out, and long texts are truncated when their total is too long.
/// </summary>
internal static class WarningHeaders
{
    private const int MaxTotalLength = 4096;
    private const int MaxTruncatedLength = 256;

    /// <summary>Selects the headers whose values are UTF-8; all others are ASCII.</summary>
    public static bool IsUtf8(string headerName) => headerName == HeaderNames.Warning;

    /// <summary>Adds the warnings. The response must not have started.</summary>
    public static void Append(HttpContext http, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
        {
            return;
        }

        var seen = new HashSet<string>(warnings.Count, StringComparer.Ordinal);
        var total = 0L;
        foreach (var warning in warnings)
        {
            total += IsShown(warning) && seen.Add(warning) ? warning.Length : 0;
        }

        var maxLength = total > MaxTotalLength ? MaxTruncatedLength : MaxTotalLength;
        var written = 0;
        foreach (var warning in warnings)
        {
            if (written < MaxTotalLength && seen.Remove(warning))
            {
                var text = Cut(warning, maxLength);
                written += text.Length;
                http.Response.Headers.Append(HeaderNames.Warning, Quote(text));
            }
        }
    }

    private static bool IsShown(string warning)
    {
        foreach (var letter in warning)
        {
            if (char.IsControl(letter))
            {
                return false;
            }
        }

        return warning.Length > 0;
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static string Quote(string text)
    {
        var header = new StringBuilder("299 - \"", text.Length + 16);
        foreach (var letter in text)
        {
            _ = letter is '"' or '\\' ? header.Append('\\').Append(letter) : header.Append(letter);
        }

        return header.Append('"').ToString();
    }
}
