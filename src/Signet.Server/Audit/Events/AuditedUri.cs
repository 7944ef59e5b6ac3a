using System.Text;
using Signet.Server.Audit.Secrecy;
using Signet.Server.Http;
using Signet.Server.Http.Targets;

namespace Signet.Server.Audit.Events;

/// <summary>The request URI for audit events: as received, without credentials.</summary>
internal static class AuditedUri
{
    /// <summary>Masks the values of the parameters in <see cref="SensitiveFields"/>, and everything that looks like a token.</summary>
    public static string Of(string rawTarget)
    {
        var question = rawTarget.IndexOf('?', StringComparison.Ordinal);
        return TokenMask.Apply(question < 0 || !HasCredentials(rawTarget.AsSpan(question + 1)) ? rawTarget : WithoutCredentials(rawTarget, question + 1));
    }

    private static bool HasCredentials(ReadOnlySpan<char> query)
    {
        foreach (var range in query.Split('&'))
        {
            if (IsCredential(query[range]))
            {
                return true;
            }
        }

        return false;
    }

    private static string WithoutCredentials(string rawTarget, int start)
    {
        var masked = new StringBuilder(rawTarget, 0, start, rawTarget.Length);
        var query = rawTarget.AsSpan(start);
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            _ = range.Start.Value == 0 ? masked : masked.Append('&');
            _ = IsCredential(pair) ? masked.Append(pair[..(pair.IndexOf('=') + 1)]).Append(SensitiveFields.Mask) : masked.Append(pair);
        }

        return masked.ToString();
    }

    /// <summary>The name of a parameter may be percent-encoded.</summary>
    private static bool IsCredential(ReadOnlySpan<char> pair)
    {
        var equals = pair.IndexOf('=');
        return equals > 0 && PercentEncoding.TryDecode(pair[..equals], plusIsBlank: true, out var name) &&
            SensitiveFields.QueryParameters.Contains(name);
    }
}
