using System.Globalization;
using Signet.Signing.External;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of a served signer; a part of <see cref="SettingsTable"/>.</summary>
internal static class SignerSettingsTable
{
    /// <summary>The name of the setting of the socket; <c>signet signer</c> also has it as <c>--listen</c>.</summary>
    public const string Listen = "signer-listen";

    private const string Scheme = "unix:";
    private const int MaxNumber = 1_000_000;
    private static readonly TimeSpan MinHint = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxHint = TimeSpan.FromDays(30);

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = Listen, ValueName = "unix:SOCKET", Default = "none: no signer is served",
            Help = "Serve the keys of this server as an external signer (gRPC, ExternalJWTSigner of Kubernetes) on a Unix domain socket: unix:PATH, or unix:@NAME for a name in the abstract namespace. A kube-apiserver uses it by --service-account-signing-endpoint.",
            Apply = (options, values) => TryParse(values[0]) is not null
                ? options with { Signer = options.Signer with { Listen = values[0] } }
                : SettingResult.Refuse("unix:PATH with a path of up to 107 bytes, or unix:@NAME"),
        },
        new()
        {
            Name = "signer-allow-uids", ValueName = "UID", Default = "the own user and root", IsList = true,
            Help = "The user ids whose processes may use the signer (SO_PEERCRED). Replaces the default.",
            Apply = (options, values) => TryParseIds(values) is { } ids
                ? options with { Signer = options.Signer with { AllowedUids = ids } }
                : SettingResult.Refuse("a list of user ids, as numbers"),
        },
        new()
        {
            Name = "signer-allow-gids", ValueName = "GID", Default = "none", IsList = true,
            Help = "The group ids whose processes may use the signer, too. Only the primary group of a process counts (SO_PEERCRED).",
            Apply = (options, values) => TryParseIds(values) is { } ids
                ? options with { Signer = options.Signer with { AllowedGids = ids } }
                : SettingResult.Refuse("a list of group ids, as numbers"),
        },
        new()
        {
            Name = "signer-audit-log-path", ValueName = "FILE", Default = "none",
            Help = "The file of the signer's audit log; - is standard output. Each signature is one line of JSON: time, subject, token id, audiences, lifetime, key id, and uid, gid and pid of the caller. Tokens and other claims are never recorded.",
            Apply = (options, values) => values[0].Length > 0
                ? options with { Signer = options.Signer with { AuditLogPath = values[0] } }
                : SettingResult.Refuse("a path, or - for standard output"),
        },
        new()
        {
            Name = "signer-refresh-hint", ValueName = "DURATION", Default = "5m",
            Help = "The time after which clients of the signer fetch its keys again, from 1s to 720h. The publication lead has to be at least 2m10s longer, so that each client knows a key before it signs.",
            Apply = (options, values) => SettingResult.OfDuration(
                values[0],
                MinHint,
                MaxHint,
                "a duration such as 5m, from 1s to 720h",
                hint => options with { Signer = options.Signer with { RefreshHint = hint } }),
        },
        new()
        {
            Name = "signer-max-audiences", ValueName = "NUMBER", Default = "64",
            Help = "The maximum number of audiences of a token that the signer signs.",
            Apply = (options, values) => TryParseNumber(values[0]) is { } number
                ? options with { Signer = options.Signer with { MaxAudiences = number } }
                : SettingResult.Refuse("a number from 1 to 1000000"),
        },
        new()
        {
            Name = "signer-max-rate", ValueName = "NUMBER", Default = "10000",
            Help = "The maximum number of signatures in a second for the processes of one user; further requests are refused (RESOURCE_EXHAUSTED).",
            Apply = (options, values) => TryParseNumber(values[0]) is { } number
                ? options with { Signer = options.Signer with { MaxRate = number } }
                : SettingResult.Refuse("a number from 1 to 1000000"),
        },
    ];

    /// <summary>The socket of a value of <c>--signer-listen</c>; null when it is none.</summary>
    public static SignerAddress? TryParse(string value) =>
        value.StartsWith(Scheme, StringComparison.Ordinal) ? SignerAddress.TryParse(value[Scheme.Length..]) : null;

    private static List<uint>? TryParseIds(IReadOnlyList<string> values)
    {
        var ids = new List<uint>();
        foreach (var value in values)
        {
            if (!uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            {
                return null;
            }

            ids.Add(id);
        }

        return ids;
    }

    private static int? TryParseNumber(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= MaxNumber ? number : null;
}
