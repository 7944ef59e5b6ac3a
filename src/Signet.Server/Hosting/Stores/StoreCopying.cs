using System.Text;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Server.Background;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Issuers;
using Signet.Server.Hosting.Pki;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Stores;

/// <summary>Copies a store into another, empty one.</summary>
internal static class StoreCopying
{
    /// <summary>Belongs to the processes that use the source: a copy of the leader's lock would never be released.</summary>
    private static readonly HashSet<string> Excluded = new(StringComparer.Ordinal) { StoreLeadership.Key };

    /// <summary>Files beside a store that servers of the target need as well, and what they are.</summary>
    private static readonly (string Name, string What)[] Beside =
    [
        (DataDirectory.KeyEncryptionKeyName, "opens the keys in the store"),
        (CertificateAuthority.CertificateName, "the CA of the server, which clients trust"),
        (CertificateAuthority.KeyName, "the key of that CA"),
        (IssuerFile.Name, "the issuer, and former ones whose tokens are accepted"),
    ];

    /// <summary>Copies.</summary>
    /// <param name="request">What to copy.</param>
    /// <param name="report">Gets the phase and its number.</param>
    /// <param name="warn">Gets a warning at the beginning.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops; the copy can be resumed.</param>
    /// <exception cref="StartupException">A store cannot be opened, or a setting not be used.</exception>
    /// <exception cref="StoreCopyException">The copy cannot begin or go on.</exception>
    /// <exception cref="StoreUnavailableException">A store failed; the copy can be resumed.</exception>
    public static async Task<StoreCopyReport> RunAsync(
        StoreCopyRequest request, Action<CopyPhase, long> report, Action<string> warn, TimeProvider time, CancellationToken cancellationToken)
    {
        RefuseSame(request);
        var source = await OpenedSource.OpenAsync(request.From, time, cancellationToken).ConfigureAwait(false);
        await using var closingSource = source.ConfigureAwait(false);
        var target = await OpenedTarget.OpenAsync(request.To, !request.AllowLowerRevisions, time, cancellationToken).ConfigureAwait(false);
        await using var closingTarget = target.ConfigureAwait(false);
        var sealing = await SealedRecords.CheckAsync(
            source.Store, request.KeyEncryptionKeyFiles, target.Directory?.Path, cancellationToken).ConfigureAwait(false);
        if (await source.Store.GetAsync(StoreLeadership.Key, cancellationToken).ConfigureAwait(false) is { } leader)
        {
            warn($"a server leads on the source ({Encoding.UTF8.GetString(leader.Value.Span)}): stop all of them first, else the target lacks what they write meanwhile");
        }

        var result = await new StoreCopier(source.Store, target.Target, Excluded, report)
            .RunAsync(source.Name, request.Resume, cancellationToken).ConfigureAwait(false);
        return new StoreCopyReport(source.Name, target.Name, result, [.. sealing, .. FilesBeside(source.Directory, target)]);
    }

    private static void RefuseSame(StoreCopyRequest request)
    {
        var isSame = (request.From, request.To) switch
        {
            (StoreAddress.InDirectory from, StoreAddress.InDirectory to) => Path.GetFullPath(from.Path) == Path.GetFullPath(to.Path),
            (StoreAddress.InEtcd from, StoreAddress.InEtcd to) => from.ToString() == to.ToString(),
            _ => false,
        };
        if (isSame)
        {
            throw new StartupException("--from and --to are the same store");
        }
    }

    private static IEnumerable<string> FilesBeside(DataDirectory? source, OpenedTarget target) => source is null ? [] : Beside
        .Where(file => File.Exists(source.File(file.Name)) && !(target.Directory is { } directory && File.Exists(directory.File(file.Name))))
        .Select(file => $"not copied: {source.File(file.Name)} ({file.What})");
}
