using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Signing.Jwks;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Reads the entries of <c>jwt</c> in order, and collects the errors of all of them.</summary>
/// <param name="errors">The list that errors are added to.</param>
/// <param name="ownIssuers">The server's own issuers, which must not be configured as other issuers.</param>
/// <param name="readKeySet">Reads the file of <c>jwksFile</c>; null when it cannot be read and may be missing at the start.</param>
internal sealed class JwtIssuerReader(FieldErrors errors, IReadOnlyList<string> ownIssuers, Func<string, byte[]?>? readKeySet = null)
{
    private const string MatchAny = "MatchAny";
    private readonly HashSet<string> _urls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _discoveryUrls = new(StringComparer.Ordinal);

    /// <summary>Reads an issuer; null when its URL, keys or username mapping are invalid.</summary>
    public JwtIssuerOptions? Read(StrictNode node)
    {
        node.RefuseUnknownFields("issuer", "claimValidationRules", "claimMappings", "userValidationRules");
        if (node.Node("issuer") is not { } issuer)
        {
            errors.Add(FieldError.Required(node.PathOf("issuer"), ""));
            return null;
        }

        issuer.RefuseUnknownFields(
            "url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy", "egressSelectorType", "jwks", "jwksFile");
        if (issuer.String("egressSelectorType").Length > 0)
        {
            errors.Add(FieldError.Forbidden(issuer.PathOf("egressSelectorType"), "egress selectors are not supported"));
        }

        if (node.Nodes("userValidationRules").Count > 0)
        {
            errors.Add(ClaimMappingReader.NoExpression(node.PathOf("userValidationRules")));
        }

        var url = ReadUrl(issuer);
        var audiences = ReadAudiences(issuer);
        var keys = ReadKeys(issuer, url);
        var mappings = new ClaimMappingReader(errors);
        var required = mappings.ReadRequired(node);
        var (username, groups, uid) = mappings.Read(node);
        return url is null || keys is null || username is null ? null : new JwtIssuerOptions
        {
            Url = issuer.String("url"),
            Keys = keys,
            Audiences = audiences,
            RequiredClaims = required,
            Username = username,
            Groups = groups,
            UidClaim = uid,
        };
    }

    private Uri? ReadUrl(StrictNode issuer)
    {
        var text = issuer.String("url");
        var field = issuer.PathOf("url");
        if (text.Length == 0)
        {
            errors.Add(FieldError.Required(field, "URL is required"));
            return null;
        }

        if (!_urls.Add(text))
        {
            errors.Add(FieldError.Duplicate(field, text));
        }

        if (ownIssuers.Contains(text))
        {
            errors.Add(FieldError.Invalid(field, text, $"URL must not overlap with disallowed issuers: [{string.Join(' ', ownIssuers)}]"));
        }

        return CheckAddress(field, text);
    }

    private Uri? CheckAddress(string field, string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
        {
            errors.Add(FieldError.Invalid(field, text, "must be a URL"));
            return null;
        }

        var before = errors.Count;
        if (uri.Scheme != Uri.UriSchemeHttps)
        {
            errors.Add(FieldError.Invalid(field, text, "URL scheme must be https"));
        }

        if (uri.UserInfo.Length > 0)
        {
            errors.Add(FieldError.Invalid(field, text, "URL must not contain a username or password"));
        }

        if (uri.Query.Length > 0)
        {
            errors.Add(FieldError.Invalid(field, text, "URL must not contain a query"));
        }

        if (uri.Fragment.Length > 0)
        {
            errors.Add(FieldError.Invalid(field, text, "URL must not contain a fragment"));
        }

        return errors.Count == before ? uri : null;
    }

    private IReadOnlyList<string> ReadAudiences(StrictNode issuer)
    {
        var audiences = issuer.Strings("audiences");
        var field = issuer.PathOf("audiences");
        if (audiences.Count == 0)
        {
            errors.Add(FieldError.Required(field, $"at least one {field} is required"));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < audiences.Count; i++)
        {
            if (audiences[i].Length == 0)
            {
                errors.Add(FieldError.Required($"{field}[{i}]", "audience can't be empty"));
            }

            if (!seen.Add(audiences[i]))
            {
                errors.Add(FieldError.Duplicate($"{field}[{i}]", audiences[i]));
            }
        }

        var policy = issuer.String("audienceMatchPolicy");
        if (audiences.Count > 1 && policy != MatchAny)
        {
            errors.Add(FieldError.Invalid(issuer.PathOf("audienceMatchPolicy"), policy, "audienceMatchPolicy must be MatchAny for multiple audiences"));
        }
        else if (policy is not ("" or MatchAny))
        {
            errors.Add(FieldError.Invalid(issuer.PathOf("audienceMatchPolicy"), policy, "audienceMatchPolicy must be empty or MatchAny for single audience"));
        }

        return audiences;
    }

    private IssuerKeySource? ReadKeys(StrictNode issuer, Uri? url)
    {
        var (inline, file, discovery) = (issuer.String("jwks"), issuer.String("jwksFile"), issuer.String("discoveryURL"));
        var caCertificates = ReadCaCertificates(issuer);
        if (inline.Length == 0 && file.Length == 0)
        {
            return ReadDiscovery(issuer, url, discovery, caCertificates);
        }

        if (inline.Length > 0 && file.Length > 0)
        {
            errors.Add(FieldError.Invalid(issuer.PathOf("jwksFile"), file, "jwks and jwksFile can't both be set"));
        }

        if (discovery.Length > 0 || caCertificates is not null)
        {
            errors.Add(FieldError.Forbidden(
                issuer.PathOf(discovery.Length > 0 ? "discoveryURL" : "certificateAuthority"), "is not allowed together with jwks or jwksFile, because no keys are fetched"));
        }

        return file.Length > 0
            ? ReadKeySet(issuer.PathOf("jwksFile"), file, readKeySet?.Invoke(file))
            : ReadKeySet(issuer.PathOf("jwks"), "<omitted>", Encoding.UTF8.GetBytes(inline));
    }

    private IssuerKeySource.Inline ReadKeySet(string field, string value, byte[]? json)
    {
        if (json is not null && JsonWebKeySetReader.TryRead(json) is not { Count: > 0 })
        {
            errors.Add(FieldError.Invalid(field, value, "must be a string with a JSON Web Key Set that has at least one usable key"));
        }

        return new IssuerKeySource.Inline(json);
    }

    private IssuerKeySource.Discovery? ReadDiscovery(StrictNode issuer, Uri? url, string text, X509Certificate2Collection? caCertificates)
    {
        const string WellKnown = "/.well-known/openid-configuration";
        if (text.Length == 0)
        {
            return url is null ? null : new IssuerKeySource.Discovery(new Uri(issuer.String("url").TrimEnd('/') + WellKnown), caCertificates);
        }

        var field = issuer.PathOf("discoveryURL");
        if (text.TrimEnd('/') == issuer.String("url").TrimEnd('/'))
        {
            errors.Add(FieldError.Invalid(field, text, "discoveryURL must be different from URL"));
        }

        if (!_discoveryUrls.Add(text))
        {
            errors.Add(FieldError.Duplicate(field, text));
        }

        return CheckAddress(field, text) is { } address ? new IssuerKeySource.Discovery(address, caCertificates) : null;
    }

    private X509Certificate2Collection? ReadCaCertificates(StrictNode issuer)
    {
        var pem = issuer.String("certificateAuthority");
        if (pem.Length == 0)
        {
            return null;
        }

        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            certificates.Clear();
        }

        if (certificates.Count == 0)
        {
            errors.Add(FieldError.Invalid(issuer.PathOf("certificateAuthority"), "<omitted>", "data does not contain any valid RSA or ECDSA certificates"));
        }

        return certificates;
    }
}
