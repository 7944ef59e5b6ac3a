using System.Text;
using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using Signet.Core.Signing.Succession;
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
/// Opens the keys of a plan: managed keys of the store, a key in a token, or key files. Files are followed; a signer and the verification keys beside it are
/// replaced together.
/// </summary>
internal sealed class SigningKeys(ServerOptions options, DataDirectory directory, SettingFiles files)
{
    private const string SignerSetting = "service-account-signing-key-file";
    private const string KeysSetting = "service-account-key-file";
    private const string UnpublishedKeysSetting = "unpublished-key-file";

    /// <summary>Opens the keys.</summary>
    /// <exception cref="StartupException">A file or the managed keys cannot be used.</exception>
    public async ValueTask<OpenedKeys> OpenAsync(KeyPlan plan, IObjectStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        RequireManaged(plan, options.Keys);
        var verifying = Verifying;
        return plan switch
        {
            KeyPlan.FromFile file => await OpenFilesAsync(
                new SettingFile(SignerSetting, file.Path),
                verifying,
                new GivenKeySetting(options, directory, store, time),
                cancellationToken).ConfigureAwait(false),
            KeyPlan.FromPkcs11 token => await new Pkcs11KeySetting(options, files, time).OpenAsync(
                token.Uri, FollowKeys(verifying), new GivenKeySetting(options, directory, store, time), cancellationToken).ConfigureAwait(false),
            KeyPlan.FromPem pem => new OpenedKeys(
                Open(new KeyFile("the signing key of KeyPlan.FromPem", Encoding.UTF8.GetBytes(pem.PrivateKeyPem)), verifying)),
            KeyPlan.External external => OfExternal(
                await new ExternalKeySetting(options, time).OpenAsync(external.Endpoint, cancellationToken).ConfigureAwait(false)),
            KeyPlan.Managed => await OpenManagedAsync(
                verifying, new ManagedKeySetting(options, directory, store, time), cancellationToken).ConfigureAwait(false),
            _ => throw new ArgumentOutOfRangeException(nameof(plan)),
        };
    }

    /// <summary>
    /// The steps of <see cref="OpenAsync"/> that read files, each for itself, and the rules of the settings. Each throws a <see cref="StartupException"/> for its
    /// fault. No token and no external signer is asked.
    /// </summary>
    public IEnumerable<Action> Steps(KeyPlan plan)
    {
        yield return () => RequireManaged(plan, options.Keys);
        foreach (var one in Verifying)
        {
            yield return () => FollowKeys([one]);
        }

        if (plan is KeyPlan.FromFile file)
        {
            var signing = new SettingFile(SignerSetting, file.Path);
            yield return () => files.Try([signing], contents => ReadGiven(signing, [], contents));
        }
        else if (plan is KeyPlan.FromPkcs11 token)
        {
            foreach (var step in Pkcs11KeySetting.Steps(token.Uri, files))
            {
                yield return step;
            }
        }

        if (plan is KeyPlan.FromFile or KeyPlan.FromPkcs11)
        {
            yield return () => GivenKeySetting.RequirePolicy(options);
        }

        foreach (var path in options.Keys.KeyEncryptionKeyFiles)
        {
            yield return () => KeyEncryptionKeyFiles.Read([path]);
        }

        if (plan is KeyPlan.Managed && options.Keys.ImportFile is { } imported)
        {
            yield return () => ManagedKeySetting.CheckImport(imported);
        }
    }

    private IReadOnlyList<SettingFile> Verifying =>
    [
        .. options.Keys.VerificationKeyFiles.Select(path => new SettingFile(KeysSetting, path)),
        .. options.Keys.UnpublishedKeyFiles.Select(path => new SettingFile(UnpublishedKeysSetting, path)),
    ];

    private static void RequireManaged(KeyPlan plan, KeyOptions keys)
    {
        if (plan is not KeyPlan.Managed && keys.ImportFile is not null)
        {
            throw new StartupException("--signing-key-import-file: only managed keys can be imported; start without --service-account-signing-key-file");
        }

        if (plan is not KeyPlan.Managed && keys.PublicationRequired)
        {
            throw new StartupException(
                "--signing-key-publication-required: only managed keys wait for their publication. To publish a new key of a file or a token before it signs, name it in " +
                "--service-account-key-file, run `signet publish`, and make it the signing key after the publication lead");
        }
    }

    private static OpenedKeys OfExternal(ExternalKeys keys) => new(keys.Ring) { External = keys };

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

    private FollowedFile<IReadOnlyList<RingKey>>? FollowKeys(IReadOnlyList<SettingFile> verifying) => verifying.Count == 0
        ? null
        : files.Follow(verifying, contents => ReadKeys(verifying, contents), keys => $"keys {string.Join(", ", keys.Select(key => key.KeyId))}");

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

    /// <summary>The former key signs until the one of a new file may, so that the files' windows are recorded.</summary>
    private async ValueTask<OpenedKeys> OpenFilesAsync(
        SettingFile signing, IReadOnlyList<SettingFile> verifying, GivenKeySetting setting, CancellationToken cancellationToken)
    {
        var file = files.Follow<GivenKeys>(
            [signing, .. verifying],
            contents => ReadGiven(signing, verifying, contents),
            keys => $"signing key {keys.KeyId} ({keys.Signing?.Algorithm.Name}); keys {string.Join(", ", keys.Verification.Select(key => key.DefaultKeyId))}");
        var source = new GivenKeySource(file.Current);
        file.OnChange(source.Replace);
        return await setting.OpenAsync(source, cancellationToken).ConfigureAwait(false);
    }

    private static GivenKeys ReadGiven(SettingFile signing, IReadOnlyList<SettingFile> verifying, FileContents contents)
    {
        var keys = ReadKeys(verifying, contents);
        try
        {
            var signer = Read(signing, contents).ReadSigner();
            return new GivenKeys(signer.PublicKey, signer, [.. keys.Where(key => key.IsInKeySet).Select(key => key.Key)])
            {
                Unpublished = [.. keys.Where(key => !key.IsInKeySet)],
            };
        }
        catch (KeyFileException exception)
        {
            // The message names the file.
            throw new UnusableFileException(exception.Message, exception);
        }
    }

    private KeyRing Open(KeyFile signing, IReadOnlyList<SettingFile> verifying) =>
        verifying.Count == 0 ? new KeyRing(ParseSigner(signing)) : Follow(signing, verifying);

    private KeyRing Follow(KeyFile signing, IReadOnlyList<SettingFile> verifying)
    {
        var file = files.Follow(
            verifying, contents => Parse(verifying[0], signing, [.. verifying.Select(one => Read(one, contents))]), Describe);
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
        MaxAge = KeyPolicy.ServedMaxAge,
        MaxLifetime = MaxTokenLifetime.Of(options.Tokens),
    }.ToSnapshot();

    private static KeyFile Read(SettingFile file, FileContents contents) =>
        new(file.ToString(), contents.Read(file)) { IsPublished = file.Setting != UnpublishedKeysSetting };

    private static string Describe(KeyRingSnapshot snapshot) =>
        $"signs with {string.Join(", ", snapshot.SigningAlgorithms)}; keys {string.Join(", ", snapshot.Keys.Select(key => key.KeyId))}";
}
