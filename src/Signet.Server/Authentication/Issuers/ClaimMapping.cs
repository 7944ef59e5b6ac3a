using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Signet.Core.Access;
using Signet.Core.Primitives;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Maps the claims of a token to a user (apiserver, <c>plugin/pkg/authenticator/token/oidc</c>).</summary>
internal static class ClaimMapping
{
    private const string CredentialId = "authentication.kubernetes.io/credential-id";
    private const string ReservedPrefix = "system:";

    /// <summary>Maps the claims; false with the fault when they do not make a user.</summary>
    public static bool TryMap(JwtIssuerOptions issuer, JsonElement claims, [NotNullWhen(true)] out UserInfo? user, out string fault)
    {
        user = null;
        foreach (var rule in issuer.RequiredClaims)
        {
            if (!claims.TryGetProperty(rule.Claim, out var value) || value.ValueKind != JsonValueKind.String || value.GetString() != rule.Value)
            {
                fault = $"the claim {GoText.Quote(rule.Claim)} does not have the required value {GoText.Quote(rule.Value)}";
                return false;
            }
        }

        var uid = "";
        if (!TryReadName(issuer.Username, claims, out var name, out fault) ||
            !TryReadGroups(issuer.Groups, claims, out var groups, out fault) ||
            (issuer.UidClaim.Length > 0 && !TryReadString(claims, issuer.UidClaim, out uid, out fault)))
        {
            return false;
        }

        user = new UserInfo { Name = name, Uid = uid, Groups = groups, Extra = ExtraOf(claims) };
        return true;
    }

    private static bool TryReadName(PrefixedClaim mapping, JsonElement claims, out string name, out string fault)
    {
        if (!TryReadString(claims, mapping.Claim, out name, out fault))
        {
            return false;
        }

        // An unverified email address is not proof of identity. A token without email_verified is accepted, as in Kubernetes.
        if (mapping.Claim == "email" && claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind != JsonValueKind.True)
        {
            fault = "the email address is not verified";
            return false;
        }

        name = mapping.Prefix + name;
        return TryRefuseReserved("username", name, out fault);
    }

    private static bool TryReadGroups(PrefixedClaim? mapping, JsonElement claims, out IReadOnlyList<string> groups, out string fault)
    {
        (groups, fault) = ([], "");
        if (mapping is null)
        {
            return true;
        }

        if (!claims.TryGetProperty(mapping.Claim, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            if (claims.TryGetProperty("_claim_names", out var distributed) && distributed.ValueKind == JsonValueKind.Object &&
                distributed.TryGetProperty(mapping.Claim, out _))
            {
                fault = $"the claim {GoText.Quote(mapping.Claim)} is distributed, which is not supported; configure the issuer to include it in the token";
                return false;
            }

            return true;
        }

        var list = new List<string>();
        groups = list;
        if (value.ValueKind == JsonValueKind.String)
        {
            list.Add(mapping.Prefix + value.GetString());
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (var entry in value.EnumerateArray())
            {
                if (entry.ValueKind != JsonValueKind.String)
                {
                    fault = $"the claim {GoText.Quote(mapping.Claim)} is not a list of strings";
                    return false;
                }

                list.Add(mapping.Prefix + entry.GetString());
            }
        }
        else
        {
            fault = $"the claim {GoText.Quote(mapping.Claim)} is neither a string nor a list of strings";
            return false;
        }

        foreach (var group in list)
        {
            if (!TryRefuseReserved("group", group, out fault))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Names with the prefix <c>system:</c> are reserved for Kubernetes; other issuers cannot assign them.</summary>
    private static bool TryRefuseReserved(string kind, string name, out string fault)
    {
        fault = name.StartsWith(ReservedPrefix, StringComparison.Ordinal) ? $"the {kind} {GoText.Quote(name)} uses the reserved prefix {ReservedPrefix}" : "";
        return fault.Length == 0;
    }

    private static bool TryReadString(JsonElement claims, string claim, out string text, out string fault)
    {
        text = claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        fault = text.Length > 0 ? "" : $"the claim {GoText.Quote(claim)} is missing, empty or not a string";
        return text.Length > 0;
    }

    private static IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> ExtraOf(JsonElement claims) =>
        claims.TryGetProperty("jti", out var id) && id.ValueKind == JsonValueKind.String && id.GetString() is { Length: > 0 } text
            ? [new(CredentialId, [$"JTI={text}"])]
            : [];
}
