using Microsoft.Extensions.Primitives;
using Signet.Core.Primitives;

namespace Signet.Server.Http.Receiving;

/// <summary>
/// The header <c>Audit-Id</c>, shared by the answer, log lines and audit events of a request. A client or proxy may send it
/// (apiserver, <c>pkg/endpoints/filters/audit_init.go</c>).
/// </summary>
internal static class AuditIdHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "Audit-Id";

    private const int MaxLength = 128;

    /// <summary>The id of the request's header; a new one when it has none, or one that is too long or not printable.</summary>
    public static string Choose(StringValues given, IUidSource uids) =>
        given.Count > 0 && given[0] is { Length: > 0 and <= MaxLength } id && !id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? id
            : uids.Next().ToString("D");
}
