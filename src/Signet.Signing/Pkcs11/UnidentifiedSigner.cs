using Signet.Core.Signing;

namespace Signet.Signing.Pkcs11;

/// <summary>Refuses every request: takes the place of a signer in the key ring until its key is known and its windows are recorded.</summary>
internal sealed class UnidentifiedSigner(IDeviceSigner device) : IJwtSigner
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        var state = device.State;
        var reason = state.Condition == DeviceCondition.Ready ? "its key is being published" : state.Fault;
        throw new SigningFailedException($"the token is not available: {reason}")
        {
            RetryAfter = state.Condition == DeviceCondition.Refused ? null : RetryAfter,
        };
    }
}
