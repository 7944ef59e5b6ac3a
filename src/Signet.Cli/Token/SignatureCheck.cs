using Signet.Cli.Commands;
using Signet.Core.Signing;
using Signet.Core.Signing.Jwks;
using Signet.Core.Tokens.Verification;

namespace Signet.Cli.Token;

/// <summary>The result of the check of a signature. Keys that the token itself carries or names (<c>jwk</c>, <c>jku</c>, <c>x5c</c>) are never used.</summary>
internal sealed record SignatureCheck
{
    /// <summary>The signature was not checked.</summary>
    public static SignatureCheck None { get; } = new();

    /// <summary>Whether it was checked.</summary>
    public bool IsChecked { get; private init; }

    /// <summary>Whether one of the keys has made it.</summary>
    public bool IsValid { get; private init; }

    /// <summary>Where the keys come from; empty when it was not checked.</summary>
    public string Source { get; private init; } = "";

    /// <summary>Why it is not valid; empty when it is, or was not checked.</summary>
    public string Reason { get; private init; } = "";

    private string KeyId { get; init; } = "";

    /// <summary>Checks the signature of a token.</summary>
    /// <param name="jwt">The token.</param>
    /// <param name="keys">The keys that are trusted.</param>
    /// <param name="source">Where they come from.</param>
    public static SignatureCheck Of(JwtReader jwt, IReadOnlyList<PublishedKey> keys, string source)
    {
        var check = new SignatureCheck { IsChecked = true, Source = source, KeyId = jwt.KeyId };
        if (JwtAlgorithm.FindAccepted(jwt.Algorithm) is not { } algorithm)
        {
            return check with { Reason = $"the algorithm \"{jwt.Algorithm}\" is not one that proves who has signed" };
        }

        foreach (var key in keys)
        {
            if (key.Verifies(jwt.KeyId, algorithm, jwt.SigningInput, jwt.Signature.Span))
            {
                return check with { IsValid = true };
            }
        }

        var isKnown = jwt.KeyId.Length == 0 || keys.Any(key => key.KeyId == jwt.KeyId);
        return check with { Reason = isKnown ? "the token was changed, or signed with another key" : $"{source} has no key with the id \"{jwt.KeyId}\"" };
    }

    /// <summary>The result in a sentence.</summary>
    public string Describe(TerminalStyle style) => (IsChecked, IsValid) switch
    {
        (false, _) => style.Warning("Not verified") + ": the signature has not been checked (--verify checks it with the keys of the issuer, --jwks with given ones).",
        (_, true) => style.Good("Verified") + $": signed with {(KeyId.Length > 0 ? $"the key {TextTable.Clean(KeyId)}" : "a key")} of {TextTable.Clean(Source)}.",
        _ => style.Bad("Signature not valid") + $": {TextTable.Clean(Reason)}.",
    };
}
