using System.Net.Http.Headers;

namespace Signet.Client;

/// <summary>A service account token. <see cref="ToString"/> and exceptions do not contain it.</summary>
public sealed class ServiceAccountToken
{
    /// <summary>Makes a token.</summary>
    /// <param name="value">The token, in the form that an <c>Authorization</c> header has.</param>
    /// <param name="expiresAt">The time at which it expires, by the clock of its issuer; null when that is not known.</param>
    /// <exception cref="ArgumentException">The value is empty or has characters that a bearer token cannot have.</exception>
    public ServiceAccountToken(string value, DateTimeOffset? expiresAt)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!IsBearerToken(value))
        {
            throw new ArgumentException("The value is empty or has characters that a bearer token cannot have.", nameof(value));
        }

        (Value, ExpiresAt) = (value, expiresAt);
    }

    /// <summary>The token.</summary>
    public string Value { get; }

    /// <summary>The time at which it expires, by the clock of its issuer; null when that is not known.</summary>
    public DateTimeOffset? ExpiresAt { get; }

    /// <summary>Returns a text without the token.</summary>
    public override string ToString() => ExpiresAt is { } time ? $"service account token, expires at {time:O}" : "service account token";

    /// <summary>The header <c>Authorization: Bearer TOKEN</c>.</summary>
    public AuthenticationHeaderValue ToAuthorizationHeader() => new("Bearer", Value);

    /// <summary>Whether a text is visible ASCII without spaces, which RFC 6750's syntax is a part of.</summary>
    internal static bool IsBearerToken(string value) => value.Length > 0 && !value.AsSpan().ContainsAnyExceptInRange('!', '~');
}
