namespace Signet.Core.Signing.Ring;

/// <summary>Signs with the key of a snapshot that audiences and time determine.</summary>
internal sealed class SnapshotSigner : IJwtSigner
{
    private readonly SignerGroup _default;
    private readonly AudienceSigners? _byAudience;
    private readonly long _maxSeconds;

    public SnapshotSigner(IReadOnlyList<RingSigner> signers, KeyRingSnapshot snapshot)
    {
        _maxSeconds = (long)snapshot.MaxLifetime.TotalSeconds;
        _default = new SignerGroup(signers.Where(signer => signer.Audience is null).Select(signer => new CheckedSigner(signer, snapshot)));
        var byAudience = signers.Where(signer => signer.Audience is not null).GroupBy(signer => signer.Audience!, StringComparer.Ordinal).ToDictionary(
            group => group.Key, group => new SignerGroup(group.Select(signer => new CheckedSigner(signer, snapshot))), StringComparer.Ordinal);
        _byAudience = byAudience.Count == 0 ? null : new AudienceSigners(_default, byAudience);
    }

    /// <inheritdoc/>
    public ValueTask<JwtSignature> SignAsync(SigningRequest request, CancellationToken cancellationToken)
    {
        if (request.ExpiresAt - request.IssuedAt > _maxSeconds)
        {
            // The retention of keys is calculated from this limit.
            throw new SigningFailedException(
                $"a token of {request.ExpiresAt - request.IssuedAt} s was to be signed; the max lifetime of the key ring is {_maxSeconds} s");
        }

        var now = DateTimeOffset.FromUnixTimeSeconds(request.IssuedAt);
        var signers = _byAudience is null ? _default : _byAudience.Choose(request.Audiences);

        // The first key for an audience is published before it signs; until then the default signers do.
        return (signers.At(now) ?? _default.At(now)) is { } signer
            ? signer.SignAsync(request, now, cancellationToken)
            : throw new SigningFailedException("no key may sign at this time") { RetryAfter = TimeSpan.FromSeconds(1) };
    }
}
