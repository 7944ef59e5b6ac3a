using System.Globalization;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of managed signing keys; a part of <see cref="SettingsTable"/>.</summary>
internal static class KeySettingsTable
{
    private const int MaxSessions = 1024;
    private const string Algorithms = "RS256, ES256, ES384 or ES512";
    private static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan MaxInterval = TimeSpan.FromDays(3660);
    private static readonly TimeSpan MaxLead = TimeSpan.FromDays(366);

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "signing-algorithm", ValueName = "ALGORITHM", Default = "the algorithm of the current key; RS256 for the first one",
            Values = [.. JwtAlgorithm.All.Select(algorithm => algorithm.Name)],
            Help = "The algorithm of managed signing keys: RS256, ES256, ES384 or ES512. After a change the former key signs until the JWKS has had the first key of the new algorithm for the publication lead. Azure accepts only RS256; ES256 signs many times faster.",
            Apply = (options, values) => JwtAlgorithm.Find(values[0]) is { } algorithm
                ? options with { Keys = options.Keys with { SigningAlgorithm = algorithm } }
                : SettingResult.Refuse(Algorithms),
        },
        new()
        {
            Name = "signing-algorithm-for-audience", ValueName = "AUDIENCE=ALGORITHM", Default = "none", IsList = true,
            Help = "The algorithm of tokens for an audience, or for audiences that match a pattern with *, such as vault=ES256. A token with several audiences gets it only if all of its audiences have it. Each algorithm has managed keys of its own.",
            Apply = ApplyAudiences,
        },
        new()
        {
            Name = "signing-key-rotation-interval", ValueName = "DURATION", Default = "720h",
            Help = "The time after which a managed signing key is replaced, from 2m to 87840h; 0 rotates keys only on demand. Has to be longer than the publication lead.",
            Apply = (options, values) => values[0] is "0" or "0s"
                ? options with { Keys = options.Keys with { RotationInterval = null } }
                : SettingResult.OfDuration(
                    values[0],
                    MinInterval,
                    MaxInterval,
                    "a duration such as 720h, from 2m to 87840h, or 0",
                    interval => options with { Keys = options.Keys with { RotationInterval = interval } }),
        },
        new()
        {
            Name = "signing-key-publication-lead", ValueName = "DURATION", Default = "24h",
            Help = "The time that a managed key, or a new key of a file, is in the JWKS before it signs, up to 8784h. At least the max-age of the JWKS (1h) and the clock skew (1m), so that no verifier with a cached JWKS refuses a token.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0],
                TimeSpan.Zero,
                MaxLead,
                "a duration such as 24h, up to 8784h",
                lead => options with { Keys = options.Keys with { PublicationLead = lead } }),
        },
        new()
        {
            Name = "signing-key-publication-required", ValueName = "BOOL", Default = "false", IsFlag = true,
            Help = "A managed key signs only after its publication was confirmed: `signet publish` reports which keys are in the copies of the JWKS that relying parties read. The publication lead begins with the confirmation; without one the current key goes on, with warnings. The first key signs at once. Only for managed keys.",
            Apply = (options, values) => SettingsTable.ApplyFlag(
                values[0],
                flag => options with { Keys = options.Keys with { PublicationRequired = flag } }),
        },
        new()
        {
            Name = "signing-key-import-file", ValueName = "FILE", Default = "none",
            Help = "A PEM file with the private key that signed until now (--service-account-signing-key-file). At the first start with managed keys it becomes the current one, so that a server changes to managed keys without an interruption. Later starts only check that it was imported.",
            Apply = (options, values) => options with { Keys = options.Keys with { ImportFile = values[0] } },
        },
        new()
        {
            Name = "pkcs11-sessions", ValueName = "NUMBER", Default = "8",
            Help = "The number of sessions with the token of a signing key pkcs11:…, from 1 to 1024: so many signatures are made at a time, others wait. A token that allows fewer sessions signs with fewer.",
            Apply = (options, values) =>
                int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var sessions) && sessions is >= 1 and <= MaxSessions
                ? options with { Keys = options.Keys with { Pkcs11Sessions = sessions } }
                : SettingResult.Refuse("a number from 1 to 1024"),
        },
        new()
        {
            Name = "signing-key-activation", ValueName = "MODE", Default = "Published", Values = Enum.GetNames<KeyActivation>(),
            Help = "When a new key in the file of --service-account-signing-key-file signs. Published: after the publication lead; until then the former key signs. Immediate: at once; verifiers with a cached JWKS refuse its tokens for a while. In both modes tokens of the former key are accepted until they expire. Exclusive: at once, and former keys that no file names are refused at once, for a compromised key.",
            Apply = (options, values) => ExactEnum.TryParse<KeyActivation>(values[0], out var found)
                ? options with { Keys = options.Keys with { SigningKeyActivation = found } }
                : SettingResult.Refuse(string.Join(", ", Enum.GetNames<KeyActivation>())),
        },
        new()
        {
            Name = "key-encryption-key-file", ValueName = "FILE", Default = "key-encryption.key in the data directory", IsList = true,
            Help = "Files with keys that encrypt the private signing keys in the store. The first one encrypts, all of them decrypt, so that the key can be changed. The data directory has one of its own, created at the first start; a copy of the store is useless without it.",
            Apply = (options, values) => options with { Keys = options.Keys with { KeyEncryptionKeyFiles = [.. values] } },
        },
    ];

    private static SettingResult ApplyAudiences(ServerOptions options, IReadOnlyList<string> values)
    {
        var algorithms = new Dictionary<string, JwtAlgorithm>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var separator = value.LastIndexOf('=');
            if (separator <= 0 || JwtAlgorithm.Find(value[(separator + 1)..]) is not { } algorithm || !algorithms.TryAdd(value[..separator], algorithm))
            {
                return SettingResult.Refuse($"AUDIENCE=ALGORITHM, each audience once, with {Algorithms}");
            }
        }

        return options with { Keys = options.Keys with { AlgorithmsByAudience = algorithms } };
    }
}
