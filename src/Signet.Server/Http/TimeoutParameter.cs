using Signet.Core.Primitives;

namespace Signet.Server.Http;

/// <summary>The parameter <c>timeout</c>, which is checked before anything else, on every path (apiserver, <c>pkg/endpoints/filters/request_deadline.go</c>).</summary>
public static class TimeoutParameter
{
    /// <summary>Null when it is fine or not there.</summary>
    public static StatusError? Check(ApiRequest request)
    {
        if (request.Query.First("timeout") is not { Length: > 0 } text || request.Info.Verb == "watch")
        {
            return null;
        }

        return GoDuration.TryParse(text, out _, out var fault)
            ? null
            : StatusErrors.BadRequest($"invalid timeout specified in the request URL - {fault}");
    }
}
