using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Signing.Succession;
using Signet.Signing.External;

namespace Signet.Server.Hosting.Keys;

/// <summary>The keys that a start has opened.</summary>
/// <param name="Ring">Signing and verification keys.</param>
internal sealed record OpenedKeys(KeyRing Ring)
{
    /// <summary>The managed keys behind the ring; null when files or the program give the keys.</summary>
    public ManagedKeyParts? Managed { get; init; }

    /// <summary>The signer whose key is in a device, which is to be disposed; null for other keys.</summary>
    public IDeviceSigner? Device { get; init; }

    /// <summary>The former signer, which signs until the key of <see cref="Succession"/> may; null when there is none in a device.</summary>
    public IDeviceSigner? Former { get; init; }

    /// <summary>The windows of keys that settings give; null when the keys are managed, or given by the program.</summary>
    public KeySuccessionRunner? Succession { get; init; }

    /// <summary>The keys of an external signer behind the ring, which the caller disposes; null for keys of this process.</summary>
    public ExternalKeys? External { get; init; }

    /// <summary>Where the private keys are, as the label of a metric.</summary>
    public string Source => External is not null ? "external" : Device is not null ? "pkcs11" : Managed is not null ? "managed" : "file";

    /// <summary>What the caller disposes.</summary>
    public IEnumerable<IDisposable> Disposables => new IDisposable?[] { Device, Former, External }.OfType<IDisposable>();
}
