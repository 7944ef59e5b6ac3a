using System.Globalization;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Settings;

/// <summary>The settings of priority and fairness; a part of <see cref="SettingsTable"/>.</summary>
internal static class OverloadSettingsTable
{
    private const int MaxInflight = 100_000;
    private const int MaxRate = 1_000_000;

    /// <summary>The settings, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new()
        {
            Name = "enable-priority-and-fairness", ValueName = "BOOL", Default = "true", IsFlag = true,
            Help = "Let requests wait in queues that are fair to each user when more arrive than can be processed. With false, requests get 429 as soon as --max-requests-inflight or --max-mutating-requests-inflight is reached.",
            Apply = (options, values) => SettingsTable.ApplyFlag(values[0], flag => Set(options, overload => overload with { IsFair = flag })),
        },
        new()
        {
            Name = "max-requests-inflight", ValueName = "NUMBER", Default = "derived from the number of processors",
            Help = "How many gets, lists and starting watches are processed at a time, from 4 to 100000; 0 is no limit. A list of many objects counts several times. Nodes and the accounts of kube-system have half as many of their own. Health checks, the issuers' documents and the group system:masters are not limited.",
            Apply = (options, values) => ApplyLimit(values[0], limit => Set(options, overload => overload with { MaxReads = limit })),
        },
        new()
        {
            Name = "max-mutating-requests-inflight", ValueName = "NUMBER", Default = "derived from the number of processors and from the signer",
            Help = "How many token requests, reviews and writes are processed at a time, from 4 to 100000; 0 is no limit. Half of them are token requests. A signature occupies a processor, so that a higher number makes all of them slower; an external signer and webhooks allow more. Nodes and the accounts of kube-system have half as many of their own.",
            Apply = (options, values) => ApplyLimit(values[0], limit => Set(options, overload => overload with { MaxWrites = limit })),
        },
        new()
        {
            Name = "max-watches", ValueName = "NUMBER", Default = "20000",
            Help = "The maximum number of running watches, from 1 to 1000000. More get 429. The group system:masters is not limited.",
            Apply = (options, values) => ApplyNumber(values[0], 1, MaxRate, number => Set(options, overload => overload with { MaxWatches = number })),
        },
        new()
        {
            Name = "max-watches-per-user", ValueName = "NUMBER", Default = "1000",
            Help = "The maximum number of running watches of one user, from 1 to 1000000; without credentials, of one address. More get 429.",
            Apply = (options, values) => ApplyNumber(values[0], 1, MaxRate, number => Set(options, overload => overload with { MaxWatchesPerUser = number })),
        },
        new()
        {
            Name = "service-account-token-issue-rate", ValueName = "NUMBER", Default = "0",
            Help = "The maximum number of tokens per second for each service account, such as 10 or 0.5, up to 1000000. More requests get 429 with the time to wait. 0 is no limit. Each server counts for itself.",
            Apply = (options, values) =>
                double.TryParse(values[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate is 0 or (>= 0.001 and <= MaxRate)
                    ? Set(options, overload => overload with { IssueRate = rate })
                    : SettingResult.Refuse("a number from 0.001 to 1000000, or 0 for no limit"),
        },
        new()
        {
            Name = "service-account-token-issue-burst", ValueName = "NUMBER", Default = "ten seconds of the rate",
            Help = "How many tokens a service account can get at once, from 1 to 1000000, before --service-account-token-issue-rate limits it.",
            Apply = (options, values) => ApplyNumber(values[0], 1, MaxRate, number => Set(options, overload => overload with { IssueBurst = number })),
        },
    ];

    private static ServerOptions Set(ServerOptions options, Func<OverloadOptions, OverloadOptions> set) => options with { Overload = set(options.Overload) };

    private static SettingResult ApplyLimit(string value, Func<int, ServerOptions> set) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is 0 or (>= 4 and <= MaxInflight)
            ? set(number)
            : SettingResult.Refuse("a number from 4 to 100000, or 0 for no limit");

    private static SettingResult ApplyNumber(string value, int min, int max, Func<int, ServerOptions> set) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? set(number)
            : SettingResult.Refuse(string.Create(CultureInfo.InvariantCulture, $"a number from {min} to {max}"));
}
