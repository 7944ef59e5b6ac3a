using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Native;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Server.Hosting.Keys;

/// <summary>
/// Opens the signing key in a token that <c>--service-account-signing-key-file pkcs11:…</c> names. The PIN file is followed: a token that refused the PIN is
/// opened again when the file changes.
/// </summary>
internal sealed class Pkcs11KeySetting(ServerOptions options, SettingFiles files, TimeProvider time)
{
    private const string Setting = SigningKeyUri.Setting;

    /// <summary>Opens the token. A token that is away stops the start, unless there are further keys, so that reviews can be answered meanwhile.</summary>
    /// <param name="uri">The URI.</param>
    /// <param name="further">The verification keys of files; null when there are none.</param>
    /// <param name="setting">Opens the windows of the keys.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartupException">The token or the key cannot be used.</exception>
    public async ValueTask<OpenedKeys> OpenAsync(
        string uri, FollowedFile<IReadOnlyList<RingKey>>? further, GivenKeySetting setting, CancellationToken cancellationToken)
    {
        var parsed = SigningKeyUri.Parse(uri);
        var pin = FollowPin(parsed, files);
        var signer = NewSigner(parsed, pin?.Current);
        try
        {
            var given = further?.Current ?? [];
            signer.Use([.. given.Select(key => key.Key)]);
            Require(await signer.OpenAsync(cancellationToken).ConfigureAwait(false), canStartWithout: given.Count > 0);
            var keys = new Pkcs11Keys(signer, uri, given);
            pin?.OnChange(signer.Use);
            further?.OnChange(keys.Use);
            return await setting.OpenAsync(keys.Source, cancellationToken).ConfigureAwait(false) with { Device = signer };
        }
        catch
        {
            signer.Dispose();
            throw;
        }
    }

    /// <summary>What can be said without the module, which would ask the token: each step throws a <see cref="StartupException"/> for its fault.</summary>
    public static IEnumerable<Action> Steps(string uri, SettingFiles files)
    {
        Pkcs11Uri? parsed = null;
        yield return () => parsed = SigningKeyUri.Parse(uri);
        if (parsed is not null)
        {
            yield return () => FollowPin(parsed, files);
            yield return () => FindModule(parsed);
        }
    }

    private static FollowedFile<Pkcs11Pin>? FollowPin(Pkcs11Uri uri, SettingFiles files) => uri.PinPath is { } path
        ? files.Follow(Setting, path, contents => Pkcs11Pin.Parse(contents.ReadSecret()), _ => "a PIN")
        : null;

    private static string FindModule(Pkcs11Uri uri)
    {
        try
        {
            return ModuleFile.Find(uri);
        }
        catch (TokenException exception)
        {
            throw new StartupException($"--{Setting}: {exception.Message}", exception);
        }
    }

    private Pkcs11JwtSigner NewSigner(Pkcs11Uri uri, Pkcs11Pin? pin)
    {
        try
        {
            return new Pkcs11JwtSigner(
                CryptokiModule.Open(FindModule(uri)), uri, pin, new Pkcs11SignerOptions { MaxSessions = options.Keys.Pkcs11Sessions }, time);
        }
        catch (TokenException exception)
        {
            throw new StartupException($"--{Setting}: {exception.Message}", exception);
        }
    }

    private static void Require(DeviceState state, bool canStartWithout)
    {
        if (state.Condition != DeviceCondition.Ready && !(canStartWithout && state.IsTransient))
        {
            throw new StartupException($"--{Setting}: {state.Fault}") { IsTransient = state.IsTransient };
        }
    }
}
