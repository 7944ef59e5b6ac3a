using System.Text;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Storage;
using Signet.Server.Files;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Plans;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Local;

namespace Signet.Server.Hosting.Keys;

/// <summary>
/// Opens the keys of a plan: managed keys of the store, a key in a token, or key files. Files are followed; a signer and the verification keys beside it are
/// replaced together.
/// </summary>
internal sealed class SigningKeys(ServerOptions options, DataDirectory directory, SettingFiles files)
{
    private const string SignerSetting = "service-account-signing-key-file";
    private const string KeysSetting = "service-account-key-file";

    /// <summary>The <c>max-age</c> of the JWKS, as in kube-apiserver.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    /// <summary>Opens the keys.</summary>
    /// <exception cref="StartupException">A file or the managed keys cannot be used.</exception>
    public async ValueTask<OpenedKeys> OpenAsync(KeyPlan plan, IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        IReadOnlyList<SettingFile> verifying = [.. options.Keys.VerificationKeyFiles.Select(path => new SettingFile(KeysSetting, path))];
        return plan switch
        {
            KeyPlan.FromFile file => new OpenedKeys(Follow(new SettingFile(SignerSetting, file.Path), null, verifying)),
            KeyPlan.FromPkcs11 token => await new Pkcs11KeySetting(options, files, time).OpenAsync(
                token.Uri, FollowKeys(verifying), MaxAge, cancellationToken).ConfigureAwait(false),
            KeyPlan.FromPem pem => new OpenedKeys(
                Open(new KeyFile("the signing key of KeyPlan.FromPem", Encoding.UTF8.GetBytes(pem.PrivateKeyPem)), verifying)),
            KeyPlan.Managed => await OpenManagedAsync(verifying, new ManagedKeySetting(options, directory, store, time), cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
    }

    private async ValueTask<OpenedKeys> OpenManagedAsync(
        IReadOnlyList<SettingFile> verifying, ManagedKeySetting setting, CancellationToken cancellationToken)
    {
        var byDefault = directory.Path is null ? JwtAlgorithm.ES256 : JwtAlgorithm.RS256;
        if (FollowKeys(verifying) is not { } file)
        {
            var alone = await setting.OpenAsync(byDefault, [], cancellationToken).ConfigureAwait(false);
            return new OpenedKeys(alone.Ring.Ring) { Managed = alone };
        }

        var managed = await setting.OpenAsync(byDefault, file.Current, cancellationToken).ConfigureAwait(false);
        file.OnChange(managed.Ring.Use);
        return new OpenedKeys(managed.Ring.Ring) { Managed = managed };
    }

    private FollowedFile<IReadOnlyList<VerificationKey>>? FollowKeys(IReadOnlyList<SettingFile> verifying) => verifying.Count == 0
        ? null
        : files.Follow(verifying, contents => ReadKeys(verifying, contents), keys => $"keys {string.Join(", ", keys.Select(key => key.DefaultKeyId))}");

    private static IReadOnlyList<VerificationKey> ReadKeys(IReadOnlyList<SettingFile> verifying, FileContents contents)
    {
        try
        {
            return [.. verifying.SelectMany(one => Read(one, contents).ReadPublicKeys())];
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

    private static KeyFile Read(SettingFile file, FileContents contents) => new(file.ToString(), contents.Read(file));

    private static string Describe(KeyRingSnapshot snapshot) =>
        $"signs with {string.Join(", ", snapshot.SigningAlgorithms)}; keys {string.Join(", ", snapshot.Keys.Select(key => key.KeyId))}";
}
