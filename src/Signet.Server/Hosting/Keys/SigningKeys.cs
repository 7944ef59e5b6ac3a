using System.Text;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External;
using Signet.Signing.Local;

namespace Signet.Server.Hosting.Keys;

/// <summary>
/// Opens the keys of a plan: managed keys of the store, or key files. Files are followed; a signer and the verification keys beside it are replaced
/// together.
/// </summary>
internal sealed class SigningKeys(ServerOptions options, DataDirectory directory, SettingFiles files)
{
    private const string SignerSetting = "service-account-signing-key-file";
    private const string KeysSetting = "service-account-key-file";
    private const string UnpublishedKeysSetting = "unpublished-key-file";

    /// <summary>The <c>max-age</c> of the JWKS, as in kube-apiserver.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Opens the keys.</summary>
    /// <exception cref="StartupException">A file or the managed keys cannot be used.</exception>
    public async ValueTask<OpenedKeys> OpenAsync(KeyPlan plan, IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<SettingFile> verifying =
        [
            .. options.Keys.VerificationKeyFiles.Select(path => new SettingFile(KeysSetting, path)),
            .. options.Keys.UnpublishedKeyFiles.Select(path => new SettingFile(UnpublishedKeysSetting, path)),
        ];
        return plan switch
        {
            KeyPlan.FromFile file => new OpenedKeys(Follow(new SettingFile(SignerSetting, file.Path), null, verifying)),
            KeyPlan.FromPem pem => new OpenedKeys(
                Open(new KeyFile("the signing key of KeyPlan.FromPem", Encoding.UTF8.GetBytes(pem.PrivateKeyPem)), verifying)),
            KeyPlan.External external => OfExternal(
                await new ExternalKeySetting(options, time).OpenAsync(external.Endpoint, cancellationToken).ConfigureAwait(false)),
            KeyPlan.Managed => await OpenManagedAsync(verifying, new ManagedKeySetting(options, directory, store, time), cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
    }

    private static OpenedKeys OfExternal(ExternalKeys keys) => new(keys.Ring) { External = keys };

    private async ValueTask<OpenedKeys> OpenManagedAsync(
        IReadOnlyList<SettingFile> verifying, ManagedKeySetting setting, CancellationToken cancellationToken)
    {
        var byDefault = directory.Path is null ? JwtAlgorithm.ES256 : JwtAlgorithm.RS256;
        if (verifying.Count == 0)
        {
            var alone = await setting.OpenAsync(byDefault, [], cancellationToken).ConfigureAwait(false);
            return new OpenedKeys(alone.Ring.Ring) { Managed = alone };
        }

        var file = files.Follow(verifying, contents => ReadKeys(verifying, contents), keys => $"keys {string.Join(", ", keys.Select(key => key.KeyId))}");
        var managed = await setting.OpenAsync(byDefault, file.Current, cancellationToken).ConfigureAwait(false);
        file.OnChange(managed.Ring.Use);
        return new OpenedKeys(managed.Ring.Ring) { Managed = managed };
    }

    private static IReadOnlyList<RingKey> ReadKeys(IReadOnlyList<SettingFile> verifying, FileContents contents)
    {
        try
        {
            return [.. verifying.SelectMany(one => Read(one, contents).ReadRingKeys())];
        }
        catch (KeyFileException exception)
        {
            // The message names the file.
            throw new UnusableFileException(exception.Message, exception);
        }
    }

    private KeyRing Open(KeyFile signing, IReadOnlyList<SettingFile> verifying) =>
        verifying.Count == 0 ? new KeyRing(ParseSigner(signing)) : Follow(null, signing, verifying);

    private KeyRing Follow(SettingFile? signingFile, KeyFile? signing, IReadOnlyList<SettingFile> verifying)
    {
        IReadOnlyList<SettingFile> followed = signingFile is null ? verifying : [signingFile, .. verifying];
        var file = files.Follow(
            followed,
            contents => Parse(followed[0], signing ?? Read(signingFile!, contents), [.. verifying.Select(one => Read(one, contents))]),
            Describe);
        var ring = new KeyRing(file.Current);
        file.OnChange(ring.Replace);
        return ring;
    }

    private KeyRingSnapshot ParseSigner(KeyFile signing)
    {
        try
        {
            return SnapshotOf(signing, []);
        }
        catch (Exception exception) when (exception is KeyFileException or KeyRingException)
        {
            throw new StartupException(exception.Message, exception);
        }
    }

    private KeyRingSnapshot Parse(SettingFile first, KeyFile signing, IReadOnlyList<KeyFile> verification)
    {
        try
        {
            return SnapshotOf(signing, verification);
        }
        catch (KeyFileException exception)
        {
            // The message names the file.
            throw new UnusableFileException(exception.Message, exception);
        }
        catch (KeyRingException exception)
        {
            throw new UnusableFileException(first, exception.Message, exception);
        }
    }

    private KeyRingSnapshot SnapshotOf(KeyFile signing, IReadOnlyList<KeyFile> verification) => new StaticKeys
    {
        SigningFile = signing,
        VerificationFiles = verification,
        MaxAge = MaxAge,
        MaxLifetime = ManagedKeySetting.MaxLifetimeOf(options),
    }.ToSnapshot();

    private static KeyFile Read(SettingFile file, FileContents contents) =>
        new(file.ToString(), contents.Read(file)) { IsPublished = file.Setting != UnpublishedKeysSetting };

    private static string Describe(KeyRingSnapshot snapshot) =>
        $"signs with {string.Join(", ", snapshot.SigningAlgorithms)}; keys {string.Join(", ", snapshot.Keys.Select(key => key.KeyId))}";
}
