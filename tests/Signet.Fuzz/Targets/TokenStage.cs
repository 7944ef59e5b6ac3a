using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Signet.Core.Primitives;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;
using Signet.Core.Tokens.Verification;
using Signet.Server.Authentication;
using Signet.Server.Authentication.Issuers;
using Signet.Server.Files;
using Signet.Signing.Local;

namespace Signet.Fuzz.Targets;

/// <summary>Both authenticators of tokens, with one key that the targets can sign with.</summary>
internal sealed class TokenStage
{
    private const string OtherIssuer = "https://other.example";
    private const string KeyId = "k";
    private static readonly Lazy<TokenStage> Shared = new(() => new TokenStage());
    private static readonly IReadOnlyList<string> Audiences = ["a", "b"];
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly TokenVerifier _verifier;
    private readonly JwtIssuers _others;

    private TokenStage()
    {
        var signer = LocalJwtSigner.Create(_key, KeyId);
        var ring = new KeyRing(new KeyRingSnapshot(new KeyRingDefinition
        {
            Keys = [new RingKey { Key = signer.PublicKey, KeyId = KeyId }],
            Signers = [new RingSigner { Signer = signer, KeyId = KeyId }],
            MaxAge = TimeSpan.FromHours(1),
            MaxLifetime = TimeSpan.FromDays(365),
        }));
        var objects = new CachedIdentityObjects(WriteStage.Instance.View);
        _verifier = new TokenVerifier(new TokenVerifierOptions(), AcceptedIssuers.Of("https://own.example"), ring, objects);
        var point = _key.ExportParameters(false).Q;
        var jwks = $"{{\"keys\":[{{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"{KeyId}\",\"x\":\"{Base64UrlText.Encode(point.X)}\",\"y\":\"{Base64UrlText.Encode(point.Y)}\"}}]}}";
        var keys = new IssuerKeys(Options with { Keys = new IssuerKeySource.Inline(Encoding.UTF8.GetBytes(jwks)) }, TimeProvider.System, NullLogger.Instance);
        keys.FetchAsync(CancellationToken.None).GetAwaiter().GetResult();
        _others = new JwtIssuers(
            new FixedValue<JwtIssuerSnapshot>(new JwtIssuerSnapshot([new JwtIssuer(Options, keys)])), new FixedValue<IReadOnlyList<string>>(Audiences));
    }

    /// <summary>The only instance.</summary>
    public static TokenStage Instance => Shared.Value;

    /// <summary>An issuer that maps all that can be mapped.</summary>
    public static JwtIssuerOptions Options { get; } = new()
    {
        Url = OtherIssuer,
        Keys = new IssuerKeySource.Inline(ReadOnlyMemory<byte>.Empty),
        Audiences = Audiences,
        RequiredClaims = [new RequiredClaim("tenant", "t")],
        Username = new PrefixedClaim("email", "other:"),
        Groups = new PrefixedClaim("groups", "other:"),
        UidClaim = "sub",
    };

    /// <summary>A token with a signature that is valid.</summary>
    public string Sign(ReadOnlySpan<byte> payload)
    {
        var input = $"{Base64UrlText.Encode(Encoding.UTF8.GetBytes($"{{\"alg\":\"ES256\",\"kid\":\"{KeyId}\"}}"))}.{Base64UrlText.Encode(payload)}";
        return $"{input}.{Base64UrlText.Encode(_key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256))}";
    }

    /// <summary>Authenticates a token in both ways.</summary>
    public void Authenticate(string token)
    {
        var verdict = Wait(_verifier.VerifyAsync(token, Audiences, WriteStage.Now, CancellationToken.None));
        var isAccount = verdict is not TokenVerdict.Valid valid || valid.User.Name.StartsWith("system:serviceaccount:", StringComparison.Ordinal);
        Property.Holds(isAccount, "user-is-not-an-account");
        var other = Wait(_others.AuthenticateAsync(token, Audiences, WriteStage.Now, CancellationToken.None));
        Property.Holds(
            other is not TokenAuthentication.Authenticated found || found.User.Name.StartsWith("other:", StringComparison.Ordinal), "user-without-prefix",
            string.Create(CultureInfo.InvariantCulture, $"{token.Length} characters"));
    }

    private static T Wait<T>(ValueTask<T> pending) => pending.IsCompleted ? pending.Result : pending.AsTask().GetAwaiter().GetResult();
}
