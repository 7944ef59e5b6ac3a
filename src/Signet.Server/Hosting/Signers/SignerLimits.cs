using System.Globalization;
using Signet.Core.Signing;

namespace Signet.Server.Hosting.Signers;

/// <summary>What a signer signs.</summary>
/// <param name="MaxAudiences">The max number of audiences.</param>
internal sealed record SignerLimits(int MaxAudiences)
{
    /// <summary>The max size of a request: the claims of a token whose length verifiers accept are smaller.</summary>
    public const int MaxRequestBytes = 256 * 1024;

    /// <summary>Finds why claims are not signed; null when they are.</summary>
    /// <param name="claims">The claims.</param>
    /// <param name="maxLifetime">The max lifetime of tokens of the key ring.</param>
    /// <param name="now">The present time.</param>
    public string? FindFault(ClaimsToSign claims, TimeSpan maxLifetime, DateTimeOffset now)
    {
        if (claims.Audiences.Count > MaxAudiences)
        {
            return Text($"the token has {claims.Audiences.Count} audiences; at most {MaxAudiences} are allowed");
        }

        if (claims.Lifetime <= 0 || claims.Lifetime > (long)maxLifetime.TotalSeconds)
        {
            return Text($"the lifetime of the token is {claims.Lifetime} s; at most {(long)maxLifetime.TotalSeconds} s are allowed");
        }

        // The time for which a key is published after its last signature is calculated from the time of issue.
        var skew = claims.IssuedAt - now.ToUnixTimeSeconds();
        return Math.Abs(skew) > ClockSkew.Max.TotalSeconds
            ? Text($"iat differs from the clock of the signer by {skew} s; at most {ClockSkew.Max.TotalSeconds} s are allowed")
            : null;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
