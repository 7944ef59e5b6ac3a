using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Hosting.Options;

namespace Signet.Server.Hosting.Keys;

/// <summary>The maximum lifetime of any token that the settings allow, extension included: keys are published as long after their last signature.</summary>
internal static class MaxTokenLifetime
{
    /// <summary>The maximum of tokens that are issued now, with the keys of a ring.</summary>
    public static TimeSpan InForce(TokenOptions tokens, KeyRing ring)
    {
        var (ofSettings, ofKeys) = (Of(tokens), ring.Current.MaxLifetime);
        return ofKeys < ofSettings ? ofKeys : ofSettings;
    }

    /// <summary>The maximum of keys that settings give.</summary>
    public static TimeSpan Of(TokenOptions tokens) => TimeSpan.FromSeconds(TokenIssuerOptions.MaxLifetimeSeconds(tokens.MaxLifetime, tokens.ExtendExpiration));

    /// <summary>The maximum of managed keys. Without a limit it is a year, so that former keys leave the JWKS some day.</summary>
    public static TimeSpan OfManagedKeys(TokenOptions tokens) =>
        Of(tokens with { MaxLifetime = tokens.MaxLifetime ?? TimeSpan.FromSeconds(TokenLifetimePolicy.ExtendedSeconds) });
}
