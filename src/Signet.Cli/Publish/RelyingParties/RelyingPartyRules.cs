using System.Globalization;
using Signet.Core.Primitives;
using Signet.Core.Signing;
using Signet.Core.Signing.Jwks;

namespace Signet.Cli.Publish.RelyingParties;

/// <summary>Compares published keys and the lifetime of tokens with what a relying party accepts. Pure.</summary>
internal static class RelyingPartyRules
{
    /// <summary>What it does not accept, a sentence each; empty when it accepts all.</summary>
    public static IReadOnlyList<string> Check(RelyingParty party, IReadOnlyList<PublishedKey> keys, TimeSpan maxLifetime)
    {
        var faults = new List<string>();
        foreach (var refused in keys.Where(key => !party.Algorithms.Contains(AlgorithmOf(key))).GroupBy(key => AlgorithmOf(key).Name))
        {
            faults.Add($"it refuses tokens of {refused.Key} keys: {string.Join(", ", refused.Select(key => key.KeyId))}");
        }

        var rsa = keys.Count(key => AlgorithmOf(key) == JwtAlgorithm.RS256);
        AddCount(faults, rsa, party.MaxRsaKeys, "RSA keys");
        AddCount(faults, keys.Count - rsa, party.MaxEllipticKeys, "EC keys");
        AddCount(faults, keys.Count, party.MaxKeys, "keys");
        if (maxLifetime > party.MaxLifetime)
        {
            faults.Add(
                $"it refuses tokens that live for more than {GoDuration.Format(party.MaxLifetime.Value)}, and the server issues tokens for up to {GoDuration.Format(maxLifetime)} " +
                $"(--service-account-max-token-expiration)");
        }

        return faults;
    }

    private static JwtAlgorithm AlgorithmOf(PublishedKey key) => key.Algorithm ?? key.Key.Algorithm;

    private static void AddCount(List<string> faults, int count, int? max, string what)
    {
        if (count > max)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"it takes at most {max} {what}, and the JWKS has {count}"));
        }
    }
}
