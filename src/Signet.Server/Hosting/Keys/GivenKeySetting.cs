using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using Signet.Core.Signing.Succession;
using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.Pkcs11;

namespace Signet.Server.Hosting.Keys;

/// <summary>Opens the windows of keys that settings give (docs/decisions/0027-signing-keys-as-objects.md).</summary>
internal sealed class GivenKeySetting(ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time)
{
    /// <summary>
    /// Opens them, with the keys of the start. The former key signs until a new one may: from memory while the server runs, and after a restart from
    /// its device, if it is in one.
    /// </summary>
    /// <exception cref="StartupException">The lead is too short, or the keys cannot be used.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public async ValueTask<OpenedKeys> OpenAsync(GivenKeySource source, CancellationToken cancellationToken)
    {
        var policy = RequirePolicy(options);
        try
        {
            var sealing = KeyEncryptionKeyFiles.Open(options.Keys, directory, sealedByIt: null);
            var settings = new SuccessionSettings(policy, options.Keys.SigningKeyActivation);
            var runner = new KeySuccessionRunner(store, sealing, settings, source, time);
            var (former, fault) = await OpenFormerAsync(runner, cancellationToken).ConfigureAwait(false);
            try
            {
                runner.Opened = await runner.RunAsync(cancellationToken).ConfigureAwait(false) with { FormerFault = fault };
                return new OpenedKeys(runner.Ring.Ring) { Succession = runner, Former = former };
            }
            catch
            {
                former?.Dispose();
                throw;
            }
        }
        catch (KeyRingException exception)
        {
            throw new StartupException($"--service-account-signing-key-file: {exception.Message}", exception);
        }
    }

    /// <summary>The policy of the settings.</summary>
    /// <exception cref="StartupException">The lead is too short.</exception>
    public static KeyPolicy RequirePolicy(ServerOptions options)
    {
        var policy = new KeyPolicy
        {
            RotationInterval = null,
            PublicationLead = options.Keys.PublicationLead,
            MaxLifetime = MaxTokenLifetime.Of(options.Tokens),
        };
        return options.Keys.SigningKeyActivation == KeyActivation.Published && KeyPolicyRules.Check(policy) is { Count: > 0 } faults
            ? throw new StartupException($"--signing-key-publication-lead: {string.Join("; ", faults)}")
            : policy;
    }

    private async ValueTask<(IDeviceSigner? Signer, string? Fault)> OpenFormerAsync(KeySuccessionRunner runner, CancellationToken cancellationToken)
    {
        if (options.Keys.SigningKeyActivation != KeyActivation.Published ||
            await runner.FindFormerAsync(cancellationToken).ConfigureAwait(false) is not { } key)
        {
            return (null, null);
        }

        var (signer, fault) = await FormerDevice.OpenAsync(key, options.Keys, time, cancellationToken).ConfigureAwait(false);
        if (signer is null)
        {
            return (null, $"{key.KeyId}: {fault}");
        }

        runner.Ring.Keep(key.KeyId, new ReopeningSigner(signer, time));
        return (signer, null);
    }
}
