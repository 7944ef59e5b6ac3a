using Signet.Core.Primitives;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuers;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Issuers;

/// <summary>
/// Opens the issuers of a server. The current one is the first <c>--service-account-issuer</c>, else the one of the last start, else the
/// server's address. It is in the store before the server accepts its first request, so that every other server of the store accepts its tokens.
/// </summary>
internal sealed class IssuerSetting(ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time)
{
    /// <summary>Opens them.</summary>
    /// <param name="address">Host and port of the server.</param>
    /// <param name="maxLifetime">The maximum lifetime of tokens that are issued from now on.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartupException">The record, or the file of an earlier version, is damaged, or the issuer was refused. Nothing was changed.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public async ValueTask<IssuerParts> OpenAsync(string address, TimeSpan maxLifetime, CancellationToken cancellationToken)
    {
        var (now, issuers) = (time.GetUtcNow(), new IssuerStore(store));
        var file = IssuerFile.Read(directory, now);
        var before = IssuerHistory.Empty;
        IReadOnlyList<string> configured = [];
        StoredIssuers after;
        try
        {
            var changed = await issuers.ChangeAsync(Begin, cancellationToken).ConfigureAwait(false);
            after = changed.TryGetValue(out var stored, out var error) ? stored : throw new StartupException(error.Message);
        }
        catch (IssuerRecordException exception)
        {
            throw new StartupException($"issuers: {exception.Message}", exception);
        }

        if (file is not null)
        {
            // Earlier versions must not start with the directory any more: they would not know the issuers. The commit above is durable.
            directory.RaiseFormat();
            directory.Delete(IssuerFile.Name);
        }

        return new IssuerParts(issuers, new AcceptedIssuers(configured, after, issuers, time), new IssuerStart
        {
            Before = before,
            After = after.History,
            Configured = configured,
            Default = options.Tokens.Issuers.Count > 0 ? null : DefaultFor(address),
            TakenOverFile = file is null ? null : directory.File(IssuerFile.Name),
        });

        Outcome<IssuerHistory> Begin(IssuerHistory stored)
        {
            before = file is null ? stored : IssuerPromise.Merge(stored, file);
            configured = options.Tokens.Issuers.Count > 0 ? options.Tokens.Issuers : [before.Current.Length > 0 ? before.Current : DefaultFor(address)];
            return before.Find(configured[0])?.RefusedAt is { } refused
                ? throw new StartupException(
                    $"--service-account-issuer: {configured[0]} was refused at {Timestamps.Format(refused)} and cannot issue tokens; name another issuer, or take the refusal back: " +
                    $"signet issuers accept {configured[0]}")
                : IssuerPromise.Begin(before, configured[0], maxLifetime, now);
        }
    }

    private static string DefaultFor(string address) => $"https://{address}";
}
