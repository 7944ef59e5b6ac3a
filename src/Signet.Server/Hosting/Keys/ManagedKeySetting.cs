using System.Security.Cryptography;
using System.Text;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;

namespace Signet.Server.Hosting.Keys;

/// <summary>Opens the managed keys of a store: checks the policy, takes over the key of an earlier version, and makes the first key when there is none.</summary>
internal sealed class ManagedKeySetting(ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time)
{
    /// <summary>How old a JWKS may be that clients use; kube-apiserver's <c>max-age</c>.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Opens them.</summary>
    /// <param name="byDefault">The algorithm of a first key when the settings name none.</param>
    /// <param name="further">Further keys that verify.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartupException">The policy is impossible, or the keys cannot be opened.</exception>
    public async ValueTask<ManagedKeyParts> OpenAsync(
        JwtAlgorithm byDefault, IReadOnlyList<RingKey> further, CancellationToken cancellationToken)
    {
        try
        {
            var record = await store.GetAsync(ManagedKeyRecord.StorageKey, cancellationToken).ConfigureAwait(false);
            var keyStore = new ManagedKeyStore(store, KeyEncryptionKeyFiles.Open(options.Keys, directory, isNeeded: record is not null));
            var stored = await keyStore.LoadAsync(cancellationToken).ConfigureAwait(false);
            var former = FormerKey();
            var policy = PolicyFor(stored, former?.Key.Algorithm, byDefault);
            Check(policy);
            var pairs = new LocalKeyPairs();
            var keys = new ManagedKeys(keyStore, pairs, policy, time);
            var opened = new List<KeyChange>();
            if (former is { } found)
            {
                opened.Add(await TakeOverAsync(keys, found, cancellationToken).ConfigureAwait(false));
            }

            opened.Add(await keys.RunDueAsync(cancellationToken).ConfigureAwait(false));
            var ring = new ManagedRing(new ManagedKeyRings(policy, pairs, time), opened[^1].After, further);
            return new ManagedKeyParts(keyStore, keys, ring, opened);
        }
        catch (Exception exception) when (exception is ManagedKeyException or KeyRingException)
        {
            throw new StartupException($"signing keys: {exception.Message}", exception);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException($"signing keys: {exception.Message}", exception);
        }
    }

    /// <summary>The maximum lifetime that the settings allow.</summary>
    public static TimeSpan MaxLifetimeOf(ServerOptions options) =>
        TimeSpan.FromSeconds(TokenIssuerOptions.MaxLifetimeSeconds(options.Tokens.MaxLifetime, options.Tokens.ExtendExpiration));

    private KeyPolicy PolicyFor(StoredKeys stored, JwtAlgorithm? former, JwtAlgorithm byDefault)
    {
        var now = time.GetUtcNow();

        // Without a setting the algorithm stays what it was.
        var current = stored.Keys.Where(key => key.StateAt(now) == ManagedKeyState.Current).MaxBy(key => key.SignsFrom)?.Algorithm;
        return new KeyPolicy
        {
            RotationInterval = options.Keys.RotationInterval,
            PublicationLead = options.Keys.PublicationLead,
            MaxAge = MaxAge,
            MaxLifetime = MaxLifetimeOf(options),
            DefaultAlgorithm = options.Keys.SigningAlgorithm ?? current ?? former ?? byDefault,
            AlgorithmsByAudience = options.Keys.AlgorithmsByAudience,
        };
    }

    private static void Check(KeyPolicy policy)
    {
        if (KeyPolicyRules.Check(policy) is { Count: > 0 } faults)
        {
            throw new StartupException($"--signing-key-rotation-interval, --signing-key-publication-lead: {string.Join("; ", faults)}");
        }
    }

    /// <summary>The key of a version before managed keys.</summary>
    private (VerificationKey Key, byte[] Private)? FormerKey()
    {
        if (directory.Read(DataDirectory.SigningKeyName) is not { } text)
        {
            return null;
        }

        try
        {
            return new KeyFile($"--data-dir: {directory.SigningKeyPath}", Encoding.UTF8.GetBytes(text)).ReadPrivateKey();
        }
        catch (KeyFileException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    /// <summary>The file is removed when the store has the key: sealed, in a commit that is durable.</summary>
    private async ValueTask<KeyChange> TakeOverAsync(ManagedKeys keys, (VerificationKey Key, byte[] Private) former, CancellationToken cancellationToken)
    {
        try
        {
            var change = await keys.TakeOverAsync(former.Key.Algorithm, former.Key, former.Private, cancellationToken).ConfigureAwait(false);
            if (!change.After.Keys.Any(key => key.KeyId == former.Key.DefaultKeyId))
            {
                throw new StartupException(
                    $"--data-dir: {directory.SigningKeyPath} is not one of the signing keys of the store. Tokens of it are refused; remove the file to start without it, " +
                    $"or give its public half by --service-account-key-file");
            }

            directory.Delete(DataDirectory.SigningKeyName);
            return change;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(former.Private);
        }
    }
}
