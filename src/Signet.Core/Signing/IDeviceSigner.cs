namespace Signet.Core.Signing;

/// <summary>
/// A signer whose device can go away and return: a token in an HSM. It refuses to sign while the device is away (<see cref="SigningFailedException"/>); it is opened
/// again from outside, which decides how often. Disposing ends its sessions with the device.
/// </summary>
internal interface IDeviceSigner : IJwtSigner, IDisposable
{
    /// <summary>The device and the key, for the log; no secrets.</summary>
    string Device { get; }

    /// <summary>The state. A new instance with each change.</summary>
    DeviceState State { get; }

    /// <summary>Completes when the state is another one.</summary>
    /// <param name="seen">The state that the caller knows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task WaitForChangeAsync(DeviceState seen, CancellationToken cancellationToken);

    /// <summary>Tries once to open the device, unless it is open. Returns the state afterwards; failures are states.</summary>
    /// <param name="cancellationToken">Ends the wait; the attempt goes on.</param>
    Task<DeviceState> OpenAsync(CancellationToken cancellationToken);
}
