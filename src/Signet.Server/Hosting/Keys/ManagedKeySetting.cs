using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Sealing;
using Signet.Core.Signing.Ring;
using Signet.Core.Signing.Succession;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;

namespace Signet.Server.Hosting.Keys;

/// <summary>
/// Opens the managed keys of a store: checks the policy, takes over the key of an earlier version, and makes the first key when there is none.
/// </summary>
internal sealed class ManagedKeySetting(ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time)
{
    /// <summary>Opens them.</summary>
    /// <param name="byDefault">The algorithm of a first key when the settings name none.</param>
    /// <param name="further">Further keys that verify.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartupException">The policy is impossible, or the keys cannot be opened.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public async ValueTask<ManagedKeyParts> OpenAsync(
        JwtAlgorithm byDefault, IReadOnlyList<RingKey> further, CancellationToken cancellationToken)
    {
        try
        {
            var record = await store.GetAsync(ManagedKeyRecord.StorageKey, cancellationToken).ConfigureAwait(false);
            var sealing = KeyEncryptionKeyFiles.Open(options.Keys, directory, record is null ? null : KeyEncryptionKeyFiles.SigningKeys);
            var keyStore = new ManagedKeyStore(store, sealing);
            var stored = await keyStore.LoadAsync(cancellationToken).ConfigureAwait(false);
            var former = ReadFormerKey();
            var policy = PolicyFor(stored.DefaultAlgorithm ?? former?.Key.Algorithm ?? byDefault);
            Check(policy);
            var pairs = new LocalKeyPairs();
            var keys = new ManagedKeys(keyStore, pairs, policy, time);
            var opened = new List<KeyChange>();
            directory.RaiseFormat();
            if (former is { } found)
            {
                opened.Add(await TakeOverAsync(keys, found, sealing, cancellationToken).ConfigureAwait(false));
            }

            opened.Add(await keys.RunDueAsync(cancellationToken).ConfigureAwait(false));
            var ring = new ManagedRing(new ManagedKeyRings(policy, pairs, time), opened[^1].After, further);
            return new ManagedKeyParts(keyStore, keys, ring, opened);
        }
        catch (Exception exception) when (exception is ManagedKeyException or KeyRingException)
        {
            throw new StartupException($"signing keys: {exception.Message}", exception);
        }
    }

    /// <summary>The policy for existing keys.</summary>
    /// <exception cref="StartupException">It is impossible.</exception>
    public KeyPolicy PolicyFor(StoredKeys stored)
    {
        var policy = PolicyFor(stored.DefaultAlgorithm ?? JwtAlgorithm.RS256);
        Check(policy);
        return policy;
    }

    /// <param name="present">The algorithm that stays without a setting.</param>
    private KeyPolicy PolicyFor(JwtAlgorithm present) => new()
    {
        RotationInterval = options.Keys.RotationInterval,
        PublicationLead = options.Keys.PublicationLead,
        RequiresConfirmedPublication = options.Keys.PublicationRequired,
        MaxLifetime = MaxTokenLifetime.OfManagedKeys(options.Tokens),
        DefaultAlgorithm = options.Keys.SigningAlgorithm ?? present,
        AlgorithmsByAudience = options.Keys.AlgorithmsByAudience,
    };

    private static void Check(KeyPolicy policy)
    {
        if (KeyPolicyRules.Check(policy) is { Count: > 0 } faults)
        {
            throw new StartupException($"--signing-key-rotation-interval, --signing-key-publication-lead: {string.Join("; ", faults)}");
        }
    }

    /// <summary>The key that signed until now: the file that a setting names, or the key of a version before managed keys.</summary>
    private FormerKey? ReadFormerKey()
    {
        try
        {
            return options.Keys.ImportFile is { } imported ? ParseImported(imported)
                : directory.Read(DataDirectory.SigningKeyName) is not { } text ? null
                : Parse(directory.SigningKeyPath, new KeyFile($"--data-dir: {directory.SigningKeyPath}", Encoding.UTF8.GetBytes(text)));
        }
        catch (KeyFileException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>Checks the file of <c>--signing-key-import-file</c>.</summary>
    /// <exception cref="StartupException">It cannot be used.</exception>
    public static void CheckImport(string path)
    {
        try
        {
            CryptographicOperations.ZeroMemory(ParseImported(path).PrivateKey);
        }
        catch (KeyFileException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    private static FormerKey ParseImported(string path)
    {
        var former = Parse(path, KeyFile.Load(path, $"--signing-key-import-file: {path}"));
        return SecretFile.FaultOf(path) is { } fault ? throw new StartupException($"--signing-key-import-file: {path} {fault}") : former;
    }

    private static FormerKey Parse(string path, KeyFile file)
    {
        var (key, privateKey) = file.ReadPrivateKey();
        return new FormerKey(path, key, privateKey);
    }

    /// <summary>The file of the data directory is removed when the store has the key: sealed, in a commit that is durable.</summary>
    private async ValueTask<KeyChange> TakeOverAsync(
        ManagedKeys keys, FormerKey former, KeyEncryptionKeys sealing, CancellationToken cancellationToken)
    {
        try
        {
            var before = await ReadFormerFilesAsync(former.Key.DefaultKeyId, sealing, cancellationToken).ConfigureAwait(false);

            // The settings under which its tokens were issued are not known.
            var maxLifetime = TimeSpan.FromSeconds(TokenIssuerOptions.MaxLifetimeSeconds(null, extends: true));
            var change = await keys.TakeOverAsync(
                former.Key.Algorithm, former.Key, former.PrivateKey, maxLifetime, before, cancellationToken).ConfigureAwait(false);
            if (!change.After.Keys.Any(key => key.KeyId == former.Key.DefaultKeyId))
            {
                throw new StartupException(
                    $"the key in {former.Path} is not one of the signing keys of the store, which has keys already. To accept its tokens, give its public half by " +
                    $"--service-account-key-file until the last one has expired; then start without this file");
            }

            if (options.Keys.ImportFile is null)
            {
                directory.Delete(DataDirectory.SigningKeyName);
            }

            return change;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(former.PrivateKey);
        }
    }

    /// <summary>Keys that key files had before the one that is taken over, and whose tokens have not all expired.</summary>
    private async ValueTask<IReadOnlyList<ManagedKey>> ReadFormerFilesAsync(string current, KeyEncryptionKeys sealing, CancellationToken cancellationToken)
    {
        var stored = await store.GetAsync(SuccessionRecord.StorageKey, cancellationToken).ConfigureAwait(false);
        var now = WholeSeconds.Ceiling(time.GetUtcNow());
        return stored is null ? [] :
        [
            .. SuccessionRecord.Read(stored.Value.Span, sealing)
                .Where(key => key.KeyId != current && key.SignsFrom <= now && key.EndedAt is null && !(key.NeededUntil <= now))
                .Select(key => key.SignsUntil <= now ? key : key with { SignsUntil = now }),
        ];
    }

    private sealed record FormerKey(string Path, VerificationKey Key, byte[] PrivateKey);
}
