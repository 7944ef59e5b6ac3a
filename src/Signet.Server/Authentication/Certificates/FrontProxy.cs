using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Signet.Core.Access;
using Signet.Server.Http.Requests;

namespace Signet.Server.Authentication.Certificates;

/// <summary>
/// Authenticates the user that a front proxy names in headers. The proxy needs a client certificate of its own CA; without it the headers are ignored
/// (apiserver, <c>request/headerrequest</c>).
/// </summary>
internal sealed class FrontProxy(FrontProxyOptions options)
{
    private readonly ClientCertificates _certificates = new(options.CaCertificates);

    /// <summary>The user in the headers; null when the certificate is not a proxy's or the headers have no user name.</summary>
    public UserInfo? Authenticate(X509Certificate2 certificate, IHeaderDictionary headers, DateTimeOffset now, out CredentialLifetime lifetime)
    {
        if (_certificates.Authenticate(certificate, now, out lifetime) is not { } proxy ||
            (options.AllowedNames.Count > 0 && !options.AllowedNames.Contains(proxy.Name)))
        {
            return null;
        }

        var name = First(headers, options.UsernameHeaders);
        return name.Length == 0 ? null : AuthenticatedGroup.AddTo(new UserInfo
        {
            Name = name,
            Uid = First(headers, options.UidHeaders),
            Groups = GroupsOf(headers),
            Extra = ExtraHeaders.Read(headers, [.. options.ExtraPrefixes]),
        });
    }

    private static string First(IHeaderDictionary headers, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (headers.TryGetValue(name, out var values) && values.Count > 0 && !string.IsNullOrEmpty(values[0]))
            {
                return HeaderText.Decode(values[0]);
            }
        }

        return "";
    }

    private List<string> GroupsOf(IHeaderDictionary headers)
    {
        var groups = new List<string>();
        foreach (var name in options.GroupHeaders)
        {
            if (headers.TryGetValue(name, out var values))
            {
                foreach (var value in values)
                {
                    groups.Add(HeaderText.Decode(value));
                }
            }
        }

        return groups;
    }
}
