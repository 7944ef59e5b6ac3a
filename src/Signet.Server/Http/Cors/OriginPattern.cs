using System.Text.RegularExpressions;

namespace Signet.Server.Http.Cors;

/// <summary>
/// An expression of <c>--cors-allowed-origins</c> (apiserver, <c>pkg/server/options/server_run_options.go</c>), which takes time
/// proportional to the text, as in Go.
/// </summary>
internal static class OriginPattern
{
    /// <summary>The allowed values, for error messages.</summary>
    public const string Allowed =
        "a list of regular expressions that fix both ends of the host, such as //example\\.com(:|$): each has ^ or // and $ or :, and none has look-around or back references";

    /// <summary>
    /// Compiles an expression, or null when it is not allowed. An expression that does not anchor both ends of the host would also match
    /// other hosts (CVE-2022-1996).
    /// </summary>
    public static Regex? TryCompile(string pattern)
    {
        if (!FixesHost(pattern))
        {
            return null;
        }

        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static bool FixesHost(string pattern) =>
        (pattern.Contains('^', StringComparison.Ordinal) || pattern.Contains("//", StringComparison.Ordinal)) &&
        (pattern.Contains('$', StringComparison.Ordinal) || pattern.Contains(':', StringComparison.Ordinal));
}
