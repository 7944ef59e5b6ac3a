using Signet.Core.Signing;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Ring;
using Signet.Core.Signing.Succession;
using Signet.Core.Storage;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Keys;

/// <summary>Opens the windows of keys that settings give (docs/decisions/0027-signing-keys-as-objects.md).</summary>
internal sealed class GivenKeySetting(ServerOptions options, DataDirectory directory, IObjectStore store, TimeProvider time)
{
    /// <summary>Opens them, with the keys of the start.</summary>
    /// <exception cref="StartupException">The lead is too short, or the keys cannot be used.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be read or written.</exception>
    public async ValueTask<KeySuccessionRunner> OpenAsync(GivenKeySource source, CancellationToken cancellationToken)
    {
        var policy = new KeyPolicy
        {
            RotationInterval = null,
            PublicationLead = options.Keys.PublicationLead,
            MaxLifetime = MaxTokenLifetime.Of(options.Tokens),
        };
        if (options.Keys.SigningKeyActivation == KeyActivation.Published && KeyPolicyRules.Check(policy) is { Count: > 0 } faults)
        {
            throw new StartupException($"--signing-key-publication-lead: {string.Join("; ", faults)}");
        }

        try
        {
            var sealing = KeyEncryptionKeyFiles.Open(options.Keys, directory, sealedByIt: null);
            var settings = new SuccessionSettings(policy, options.Keys.SigningKeyActivation);
            var runner = new KeySuccessionRunner(store, sealing, settings, source, time);
            runner.Opened = await runner.RunAsync(cancellationToken).ConfigureAwait(false);
            return runner;
        }
        catch (KeyRingException exception)
        {
            throw new StartupException($"--service-account-signing-key-file: {exception.Message}", exception);
        }
    }
}
