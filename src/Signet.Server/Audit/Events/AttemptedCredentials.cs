using Microsoft.AspNetCore.Http.Features;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>Describes the credentials of a request whose authentication failed (apiserver, <c>pkg/endpoints/filters/authn_audit.go</c>).</summary>
internal static class AttemptedCredentials
{
    /// <summary>The kinds of the credentials, never the credentials.</summary>
    public static string Describe(ReceivedRequest request)
    {
        var header = request.Http.Request.Headers.Authorization.Count > 0 ? request.Http.Request.Headers.Authorization[0] ?? "" : "";
        var kinds = new List<string>(1);
        if (IsBasic(header))
        {
            kinds.Add("basic");
        }

        if (header.Trim().StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            kinds.Add("bearer");
        }

        if (!string.IsNullOrWhiteSpace(request.Query.First("access_token")))
        {
            kinds.Add("access_token");
        }

        if (request.Http.Features.Get<ITlsConnectionFeature>()?.ClientCertificate is not null)
        {
            kinds.Add("x509");
        }

        return kinds.Count == 0 ? "Authentication failed, no credentials provided" : $"Authentication failed, attempted: {string.Join(", ", kinds)}";
    }

    /// <summary>Whether the header has a user name and a password: <c>Basic</c> and the base64 of both with a colon between.</summary>
    private static bool IsBasic(string header)
    {
        const string Scheme = "Basic ";
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var decoded = new byte[header.Length];
        return Convert.TryFromBase64String(header[Scheme.Length..], decoded, out var length) && decoded.AsSpan(0, length).Contains((byte)':');
    }
}
