using Signet.Core.Primitives;

namespace Signet.Server.Http.Targets;

/// <summary>
/// The time limit of a request: that of the server, which the parameter <c>timeout</c> can shorten (apiserver,
/// <c>pkg/endpoints/filters/request_deadline.go</c>). The parameter is checked on every path, before authentication.
/// </summary>
internal static class TimeoutParameter
{
    /// <summary>The limit, <see cref="Timeout.InfiniteTimeSpan"/> for a long-running request, or a 400. Zero and negative values are ignored.</summary>
    public static Outcome<TimeSpan> Read(RequestInfo info, QueryParameters query, TimeSpan serverLimit)
    {
        if (info.IsLongRunning)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (query.First("timeout") is not { Length: > 0 } text)
        {
            return serverLimit;
        }

        return !GoDuration.TryParse(text, out var requested, out var fault)
            ? StatusErrors.BadRequest($"invalid timeout specified in the request URL - {fault}")
            : requested > TimeSpan.Zero && requested < serverLimit ? requested : serverLimit;
    }
}
