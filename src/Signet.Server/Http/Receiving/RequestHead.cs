using Microsoft.AspNetCore.Http;
using Signet.Core.Primitives;

namespace Signet.Server.Http.Receiving;

/// <summary>Facts about the headers of a request, found in one pass.</summary>
/// <param name="Fault">A 414 or a 431, or null.</param>
/// <param name="HasImpersonationHeader">Whether a header begins with <see cref="ImpersonationPrefix"/>.</param>
internal readonly record struct RequestHead(StatusError? Fault, bool HasImpersonationHeader)
{
    /// <summary>The prefix of the impersonation headers.</summary>
    public const string ImpersonationPrefix = "Impersonate-";

    /// <summary>The bytes of a header line besides name and value: colon, space, line end.</summary>
    private const int LineOverhead = 4;

    /// <summary>Reads the headers.</summary>
    /// <param name="rawTarget">The target as received.</param>
    /// <param name="headers">The headers.</param>
    public static RequestHead Read(string rawTarget, IHeaderDictionary headers)
    {
        var (size, lines, impersonates) = (0L, 0, false);
        foreach (var (name, values) in headers)
        {
            impersonates |= name.StartsWith(ImpersonationPrefix, StringComparison.OrdinalIgnoreCase);
            foreach (var value in values)
            {
                lines++;
                size += name.Length + (value?.Length ?? 0) + LineOverhead;
            }
        }

        return new RequestHead(
            rawTarget.Length > RequestLimits.Target ? StatusErrors.TargetTooLong(RequestLimits.Target)
            : size > RequestLimits.Headers ? StatusErrors.HeadersTooLarge(RequestLimits.Headers)
            : lines > RequestLimits.HeaderLines ? StatusErrors.TooManyHeaders(RequestLimits.HeaderLines)
            : null,
            impersonates);
    }
}
