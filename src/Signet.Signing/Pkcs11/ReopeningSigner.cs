using Signet.Core.Signing;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// Opens a lost device again when a request needs it, instead of in the background: a key that will be replaced is not worth the restarts of a module that it
/// shares with its successor.
/// </summary>
/// <param name="device">The signer.</param>
/// <param name="time">The clock.</param>
internal sealed class ReopeningSigner(IDeviceSigner device, TimeProvider time) : IJwtSigner
{
    /// <summary>The pause between two attempts.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private long _attemptedAt = time.GetTimestamp() - (long)(Pause.TotalSeconds * time.TimestampFrequency);

    /// <inheritdoc/>
    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken) =>
        device.State.Condition is DeviceCondition.Lost or DeviceCondition.Away && TryBegin()
            ? ReopenAsync(request, cancellationToken)
            : device.SignAsync(request, cancellationToken);

    private async ValueTask<JwtSignature> ReopenAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        await device.OpenAsync(cancellationToken).ConfigureAwait(false);
        return await device.SignAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private bool TryBegin()
    {
        var (last, now) = (Volatile.Read(ref _attemptedAt), time.GetTimestamp());
        return time.GetElapsedTime(last, now) >= Pause && Interlocked.CompareExchange(ref _attemptedAt, now, last) == last;
    }
}
