using System.Buffers;
using System.Text.Json;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Http.Yaml;

namespace Signet.Server.Authentication.Issuers;

/// <summary>Converts the <c>--oidc-*</c> flags into an entry of <c>--authentication-config</c> and reads that, so that both have the same rules.</summary>
internal static class OidcFlagsReader
{
    private const string NoPrefix = "-";
    private const string DefaultClaim = "sub";
    private const string EmailClaim = "email";
    private const string CaFlag = "--oidc-ca-file";

    /// <summary>The flag of each field of the entry, for error messages.</summary>
    private static readonly (string Field, string Flag)[] Flags =
    [
        ("issuer.url", "--oidc-issuer-url"),
        ("issuer.audiences", "--oidc-client-id"),
        ("issuer.certificateAuthority", CaFlag),
        ("claimMappings.username", "--oidc-username-claim"),
        ("claimMappings.groups", "--oidc-groups-claim"),
        ("claimValidationRules", "--oidc-required-claim"),
    ];

    /// <summary>Reads the flags.</summary>
    /// <param name="flags">The flags; the issuer and the client id are set.</param>
    /// <param name="caPem">The content of <see cref="OidcFlags.CaFile"/>, or null.</param>
    /// <param name="ownIssuers">The server's own issuers, which must not be configured as other issuers.</param>
    /// <exception cref="FormatException">The flags are invalid; the message names every error with its flag.</exception>
    public static JwtIssuerOptions Read(OidcFlags flags, string? caPem, IReadOnlyList<string> ownIssuers)
    {
        var errors = new FieldErrors();
        var issuer = new JwtIssuerReader(errors, ownIssuers).Read(StrictNode.OfJson(EntryOf(flags, caPem)));
        return errors.Count == 0 && issuer is not null
            ? issuer with { Algorithms = [.. (flags.SigningAlgorithms ?? ["RS256"]).Select(name => JwtAlgorithm.FindAccepted(name)!)] }
            : throw new FormatException(FieldError.Join([.. errors.Select(error => error with { Field = FlagOf(error.Field, flags.CaFile) })]));
    }

    private static string FlagOf(string field, string? caFile)
    {
        foreach (var (path, flag) in Flags)
        {
            if (field.StartsWith(path, StringComparison.Ordinal))
            {
                return flag == CaFlag ? $"{flag}: {caFile}" : flag;
            }
        }

        return field;
    }

    /// <summary>The equivalent entry of <c>jwt</c>, as JSON.</summary>
    private static byte[] EntryOf(OidcFlags flags, string? caPem)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartObject("issuer");
        json.WriteString("url", flags.IssuerUrl);
        if (caPem is not null)
        {
            json.WriteString("certificateAuthority", caPem);
        }

        json.WriteStartArray("audiences");
        json.WriteStringValue(flags.ClientId);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("claimMappings");
        var username = flags.UsernameClaim ?? DefaultClaim;
        WriteMapping(json, "username", username, UsernamePrefixOf(flags, username));
        if (!string.IsNullOrEmpty(flags.GroupsClaim))
        {
            WriteMapping(json, "groups", flags.GroupsClaim, flags.GroupsPrefix ?? "");
        }

        json.WriteEndObject();
        json.WriteStartArray("claimValidationRules");
        foreach (var required in flags.RequiredClaims ?? [])
        {
            json.WriteStartObject();
            json.WriteString("claim", required.Claim);
            json.WriteString("requiredValue", required.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static string UsernamePrefixOf(OidcFlags flags, string claim) => flags.UsernamePrefix switch
    {
        NoPrefix => "",
        null or "" => claim == EmailClaim ? "" : flags.IssuerUrl + "#",
        var prefix => prefix,
    };

    private static void WriteMapping(Utf8JsonWriter json, string name, string claim, string prefix)
    {
        json.WriteStartObject(name);
        json.WriteString("claim", claim);
        json.WriteString("prefix", prefix);
        json.WriteEndObject();
    }
}
