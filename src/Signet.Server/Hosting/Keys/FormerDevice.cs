using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Server.Files;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Settings;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Pkcs11;
using Signet.Signing.Pkcs11.Native;
using Signet.Signing.Pkcs11.Uris;

namespace Signet.Server.Hosting.Keys;

/// <summary>Opens the device of the key that signed before the settings named another one.</summary>
internal static class FormerDevice
{
    /// <summary>Opens it by the URI of its record, with the PIN file that the URI names.</summary>
    /// <param name="key">The record.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The signer, which the caller disposes; or why the key cannot sign.</returns>
    public static async ValueTask<(Pkcs11JwtSigner? Signer, string Fault)> OpenAsync(
        ManagedKey key, KeyOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Pkcs11JwtSigner signer;
        try
        {
            var uri = SigningKeyUri.Parse(key.DeviceUri!);
            var pin = uri.PinPath is { } path ? Pkcs11Pin.Parse(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false)) : null;
            if (uri.PinPath is { } read && SecretFile.FaultOf(read) is { } exposed)
            {
                return (null, $"{read} {exposed}");
            }

            var module = CryptokiModule.Open(ModuleFile.Find(uri));
            signer = new Pkcs11JwtSigner(module, uri, pin, new Pkcs11SignerOptions { MaxSessions = options.Pkcs11Sessions }, time);
        }
        catch (Exception exception) when (exception is TokenException or StartupException or FormatException or IOException or UnauthorizedAccessException)
        {
            return (null, exception.Message);
        }

        try
        {
            signer.Use([VerificationKey.FromSubjectPublicKeyInfo(key.PublicKey.Span)]);
            var state = await signer.OpenAsync(cancellationToken).ConfigureAwait(false);
            var fault = state.Condition != DeviceCondition.Ready ? state.Fault
                : signer.KeyId != key.KeyId ? $"{signer.Device}: the token has another key now"
                : "";
            if (fault.Length == 0)
            {
                return (signer, "");
            }

            signer.Dispose();
            return (null, fault);
        }
        catch
        {
            signer.Dispose();
            throw;
        }
    }
}
