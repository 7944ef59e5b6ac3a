using System.Collections.Frozen;

namespace Signet.Core.Signing.Ring;

/// <summary>
/// Chooses signers by the audiences of a token. An exact audience takes precedence over patterns, and a pattern with more literal characters over one
/// with fewer. All audiences of a token must be able to verify its one signature: signers other than the default ones are chosen only if they are
/// the choice for each audience.
/// </summary>
internal sealed class AudienceSigners
{
    private readonly FrozenDictionary<string, SignerGroup> _exact;
    private readonly (AudiencePattern Pattern, SignerGroup Signers)[] _patterns;
    private readonly SignerGroup _default;

    public AudienceSigners(SignerGroup byDefault, IReadOnlyDictionary<string, SignerGroup> byAudience)
    {
        _default = byDefault;
        _exact = byAudience.Where(pair => !AudiencePattern.IsPattern(pair.Key)).ToFrozenDictionary(StringComparer.Ordinal);
        _patterns =
        [
            .. byAudience.Where(pair => AudiencePattern.IsPattern(pair.Key))
                .Select(pair => (Pattern: new AudiencePattern(pair.Key), pair.Value))
                .OrderByDescending(pair => pair.Pattern.Literals).ThenBy(pair => pair.Pattern.Text, StringComparer.Ordinal),
        ];
    }

    /// <summary>The signers for a token with these audiences.</summary>
    public SignerGroup Choose(IReadOnlyList<string> audiences)
    {
        SignerGroup? chosen = null;
        for (var i = 0; i < audiences.Count; i++)
        {
            var next = Find(audiences[i]);
            if (next is null || (chosen is not null && next != chosen))
            {
                return _default;
            }

            chosen = next;
        }

        return chosen ?? _default;
    }

    private SignerGroup? Find(string audience)
    {
        if (_exact.TryGetValue(audience, out var exact))
        {
            return exact;
        }

        foreach (var (pattern, signers) in _patterns)
        {
            if (pattern.IsMatch(audience))
            {
                return signers;
            }
        }

        return null;
    }
}
