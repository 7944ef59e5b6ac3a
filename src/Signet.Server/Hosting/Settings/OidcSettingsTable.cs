using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of one other issuer by flags, as in kube-apiserver; a part of <see cref="SettingsTable"/>.</summary>
internal static class OidcSettingsTable
{
    private static readonly string AlgorithmNames = string.Join(", ", JwtAlgorithm.Accepted.Select(algorithm => algorithm.Name).Order(StringComparer.Ordinal));

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "oidc-issuer-url", ValueName = "URL", Default = "none",
            Help = "The URL (iss) of one other issuer whose tokens are accepted; it must start with https://. The --oidc-* flags configure one issuer as an entry of --authentication-config does, and cannot be combined with it. Requires --oidc-client-id.",
            Apply = (options, values) => Set(options, flags => flags with { IssuerUrl = values[0] }),
        },
        new()
        {
            Name = "oidc-client-id", ValueName = "AUDIENCE", Default = "none",
            Help = "The audience (aud) that tokens of --oidc-issuer-url must have. Requires --oidc-issuer-url.",
            Apply = (options, values) => Set(options, flags => flags with { ClientId = values[0] }),
        },
        new()
        {
            Name = "oidc-ca-file", ValueName = "FILE", HasPublicContent = true, Default = "the system's trust store",
            Help = "A PEM file with trusted CA certificates for the server of --oidc-issuer-url. Reloaded when the file changes.",
            Apply = (options, values) => Set(options, flags => flags with { CaFile = values[0] }),
        },
        new()
        {
            Name = "oidc-username-claim", ValueName = "CLAIM", Default = "sub",
            Help = "The claim with the user name.",
            Apply = (options, values) => Set(options, flags => flags with { UsernameClaim = values[0] }),
        },
        new()
        {
            Name = "oidc-username-prefix", ValueName = "PREFIX", Default = "the issuer URL and #; no prefix for the claim email",
            Help = "The prefix of user names, such as oidc:, so that they cannot equal names of other authenticators. Use - for no prefix.",
            Apply = (options, values) => Set(options, flags => flags with { UsernamePrefix = values[0] }),
        },
        new()
        {
            Name = "oidc-groups-claim", ValueName = "CLAIM", Default = "none",
            Help = "The claim with the groups of the user: a string or a list of strings. By default tokens have no groups.",
            Apply = (options, values) => Set(options, flags => flags with { GroupsClaim = values[0] }),
        },
        new()
        {
            Name = "oidc-groups-prefix", ValueName = "PREFIX", Default = "none",
            Help = "The prefix of group names, such as oidc:.",
            Apply = (options, values) => Set(options, flags => flags with { GroupsPrefix = values[0] }),
        },
        new()
        {
            Name = "oidc-signing-algs", ValueName = "ALGORITHM", Default = "RS256", IsList = true,
            Values = [.. JwtAlgorithm.Accepted.Select(algorithm => algorithm.Name)],
            Help = $"The accepted signature algorithms of tokens of --oidc-issuer-url: {AlgorithmNames}.",
            Apply = (options, values) => values.All(value => JwtAlgorithm.FindAccepted(value) is not null)
                ? Set(options, flags => flags with { SigningAlgorithms = [.. values] })
                : SettingResult.Refuse($"a list of {AlgorithmNames}"),
        },
        new()
        {
            Name = "oidc-required-claim", ValueName = "CLAIM=VALUE", Default = "none", IsList = true,
            Help = "A claim that tokens of --oidc-issuer-url must have, with its value.",
            Apply = ApplyRequiredClaims,
        },
    ];

    /// <summary>Checks dependencies between the settings (kube-apiserver, <c>validateOIDCOptions</c>); the fault, or null.</summary>
    public static IEnumerable<string> Check(ServerOptions options)
    {
        if (options.Authentication.Oidc is not { } flags)
        {
            yield break;
        }

        if (options.Authentication.ConfigurationFile is not null)
        {
            yield return "--authentication-config file and --oidc-* flags are mutually exclusive";
        }

        if (string.IsNullOrEmpty(flags.IssuerUrl) || string.IsNullOrEmpty(flags.ClientId))
        {
            yield return "--oidc-issuer-url and --oidc-client-id must be specified together when any --oidc-* flags are set";
        }
    }

    private static ServerOptions Set(ServerOptions options, Func<OidcFlags, OidcFlags> set) =>
        options with { Authentication = options.Authentication with { Oidc = set(options.Authentication.Oidc ?? new OidcFlags()) } };

    private static SettingResult ApplyRequiredClaims(ServerOptions options, IReadOnlyList<string> values)
    {
        var required = new List<RequiredClaim>();
        foreach (var value in values)
        {
            var parts = value.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length < 2 || parts[0].Length == 0)
            {
                return SettingResult.Refuse("a list of CLAIM=VALUE");
            }

            var claim = new RequiredClaim(parts[0], parts[1]);
            if (required.Contains(claim))
            {
                continue;
            }

            if (required.Any(other => other.Claim == claim.Claim))
            {
                return SettingResult.Refuse($"a list of CLAIM=VALUE with one value for each claim ({GoText.Quote(claim.Claim)} has two)");
            }

            required.Add(claim);
        }

        return Set(options, flags => flags with { RequiredClaims = required });
    }
}
