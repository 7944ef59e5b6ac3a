using Signet.Core.Resources.Kinds;
using Signet.Core.Storage;
using Signet.Core.Storage.Copying;
using Signet.Server.Hosting.Startup;
using Signet.Storage.Sqlite.Transfer;

namespace Signet.Server.Hosting.Stores;

/// <summary>Reads a whole store without changing it, also beside running servers, and says what cannot be read.</summary>
internal static class StoreChecking
{
    /// <summary>Checks a store.</summary>
    /// <param name="address">The store.</param>
    /// <param name="keyEncryptionKeyFiles">The key-encryption keys; without any, that of the data directory.</param>
    /// <param name="report">Gets the number of keys read.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StartupException">The store cannot be opened or read.</exception>
    /// <exception cref="StoreDamagedException">The file is so damaged that it cannot be read.</exception>
    public static async Task<StoreReport> RunAsync(
        StoreAddress address, IReadOnlyList<string> keyEncryptionKeyFiles, Action<long> report, TimeProvider time, CancellationToken cancellationToken)
    {
        if (address is StoreAddress.InEtcd)
        {
            var check = new StoreCheck(ServedKinds.Registry, SealedRecords.KeysOf(keyEncryptionKeyFiles, null), time);
            return await CheckAsync(address, check, report, time, cancellationToken).ConfigureAwait(false);
        }

        var directory = DirectoryStorePath.Require(((StoreAddress.InDirectory)address).Path);
        return CheckFile(directory, DirectoryStorePath.StoreOf(directory), keyEncryptionKeyFiles, isComplete: false, report, time);
    }

    /// <summary>Checks the pages, indexes and values of a backup, or of the store of a data directory.</summary>
    /// <param name="path">The file or the directory.</param>
    /// <param name="keyEncryptionKeyFiles">The key-encryption keys; without any, that of the data directory.</param>
    /// <param name="report">Gets the number of keys read.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StartupException">The store cannot be opened or read.</exception>
    /// <exception cref="StoreDamagedException">The file is so damaged that it cannot be read.</exception>
    public static StoreReport Verify(string path, IReadOnlyList<string> keyEncryptionKeyFiles, Action<long> report, TimeProvider time)
    {
        var full = Path.GetFullPath(path);
        return Directory.Exists(full)
            ? CheckFile(DirectoryStorePath.Require(full), DirectoryStorePath.StoreOf(full), keyEncryptionKeyFiles, isComplete: true, report, time)
            : CheckFile(null, full, keyEncryptionKeyFiles, isComplete: true, report, time);
    }

    private static StoreReport CheckFile(
        string? directory, string file, IReadOnlyList<string> keyEncryptionKeyFiles, bool isComplete, Action<long> report, TimeProvider time)
    {
        var check = new StoreCheck(ServedKinds.Registry, SealedRecords.KeysOf(keyEncryptionKeyFiles, directory), time);
        try
        {
            using var opened = SqliteStoreFile.Open(file);
            var damages = isComplete ? opened.FindDamage() : [];
            var read = 0L;
            try
            {
                foreach (var value in opened.ReadAll())
                {
                    check.Add(value);
                    report(++read);
                }
            }
            catch (StoreDamagedException exception) when (damages.Count > 0)
            {
                return check.Finish(file, opened.Revision, [.. damages, exception.Message]);
            }

            return check.Finish(file, opened.Revision, damages);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or StoreFormatException)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    private static async Task<StoreReport> CheckAsync(
        StoreAddress address, StoreCheck check, Action<long> report, TimeProvider time, CancellationToken cancellationToken)
    {
        var source = await OpenedSource.OpenAsync(address, time, cancellationToken).ConfigureAwait(false);
        await using var closing = source.ConfigureAwait(false);
        try
        {
            var revision = await source.Store.GetRevisionAsync(cancellationToken).ConfigureAwait(false);
            var read = 0L;
            await foreach (var page in StorePages.ReadAsync(source.Store.RangeAsync, revision, "", cancellationToken).ConfigureAwait(false))
            {
                foreach (var value in page)
                {
                    check.Add(value);
                }

                report(read += page.Count);
            }

            return check.Finish(source.Name, revision, []);
        }
        catch (Exception exception) when (exception is StoreUnavailableException or RevisionCompactedException)
        {
            throw new StartupException($"{source.Name}: {exception.Message}", exception) { IsTransient = true };
        }
    }
}
