using Signet.Server.FlowControl;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Parts;

namespace Signet.Server.Hosting.Services;

/// <summary>
/// Derives the seats of each class of work from the settings. Work that only computes gets as many seats as processors: more of it at a time makes all of it
/// slower. Work that waits (signers, webhooks, a store that others write to) gets more. docs/decisions/0046-overload.md has the measurements.
/// </summary>
/// <param name="Processors">The number of processors.</param>
/// <param name="SignerWaits">How many signatures wait at a time for an HSM or an external signer; 0 for keys in memory.</param>
/// <param name="AccessWaits">Whether authentication or authorization may wait for a webhook or for the store.</param>
internal readonly record struct SeatPlan(int Processors, int SignerWaits, bool AccessWaits)
{
    private const int MinSeats = 2;

    /// <summary>Commits of one store are combined, so that more writers at a time make more of them.</summary>
    private const int Writers = 32;

    /// <summary>Signatures of an external signer at a time.</summary>
    private const int ExternalSignatures = 64;

    /// <summary>Waits for webhooks, for each processor.</summary>
    private const int WaitsPerProcessor = 8;

    /// <summary>The plan of a server.</summary>
    public static SeatPlan Of(ServerParts parts)
    {
        var keys = parts.Options.Keys;
        return new SeatPlan(
            Environment.ProcessorCount,
            keys.SigningEndpoint is not null ? ExternalSignatures
                : keys.SigningKeyFile?.StartsWith("pkcs11:", StringComparison.Ordinal) == true ? keys.Pkcs11Sessions
                : 0,
            parts.Access.AuthorizationWebhook is not null || !parts.Store.IsExclusive);
    }

    /// <summary>The seats by <see cref="WorkClass"/>; null for no limit.</summary>
    public IReadOnlyList<int?> SeatsFor(OverloadOptions options, bool reviewsWait)
    {
        var busy = Math.Max(MinSeats, AccessWaits ? Processors * WaitsPerProcessor : Processors);
        return
        [
            Share(options.MaxWrites, 2, busy + SignerWaits),
            Share(options.MaxWrites, 4, (reviewsWait ? WaitsPerProcessor * Processors : 0) + (2 * busy)),
            Share(options.MaxWrites, 4, Writers),
            options.MaxReads is { } max ? Share(max - (max / 4), 1, 0) : 2 * busy,
            Share(options.MaxReads, 4, busy),
        ];
    }

    private static int? Share(int? limit, int part, int derived) => limit switch
    {
        null => derived,
        0 => null,
        _ => Math.Max(1, limit.Value / part),
    };
}
