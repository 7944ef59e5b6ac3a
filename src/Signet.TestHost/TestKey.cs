namespace Signet.TestHost;

/// <summary>A managed signing key of the test server, at the time it was read.</summary>
public sealed class TestKey
{
    internal TestKey(string keyId, string algorithm, string state) => (KeyId, Algorithm, State) = (keyId, algorithm, state);

    /// <summary>The id (<c>kid</c>).</summary>
    public string KeyId { get; }

    /// <summary>The algorithm: <c>ES256</c>.</summary>
    public string Algorithm { get; }

    /// <summary>
    /// <c>Pending</c> (not in the JWKS yet), <c>Next</c> (in the JWKS), <c>Current</c> (signs), <c>Previous</c> (its tokens are accepted), <c>Retired</c> or
    /// <c>Revoked</c>.
    /// </summary>
    public string State { get; }

    /// <summary>From when it signs; null while that is not decided, and when it has signed from the start.</summary>
    public DateTimeOffset? SignsFrom { get; internal init; }

    /// <inheritdoc/>
    public override string ToString() => $"{KeyId} {Algorithm} {State}";
}
