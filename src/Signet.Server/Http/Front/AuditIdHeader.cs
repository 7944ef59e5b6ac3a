using Microsoft.Extensions.Primitives;
using Signet.Core.Primitives;

namespace Signet.Server.Http.Front;

/// <summary>
/// The header <c>Audit-Id</c>: what answers, log lines and audit events of one request have in common. A client or proxy may give it
/// (apiserver, <c>pkg/endpoints/filters/audit_init.go</c>).
/// </summary>
internal static class AuditIdHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "Audit-Id";

    private const int Longest = 128;

    /// <summary>The id that came with the request; a new one when none came, or one that does not fit into a log line.</summary>
    public static string Choose(StringValues given, IUidSource uids) =>
        given.Count > 0 && given[0] is { Length: > 0 and <= Longest } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? id
            : uids.Next().ToString("D");
}
