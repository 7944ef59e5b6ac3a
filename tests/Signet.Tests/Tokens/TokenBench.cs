using System.Security.Cryptography;
using System.Text;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Signing;
using Signet.Core.Signing.Ring;
using Signet.Core.Tokens.Identity;
using Signet.Core.Tokens.Issuers;
using Signet.Core.Tokens.Issuing;
using Signet.Core.Tokens.Verification;
using Signet.Server.Hosting.Services;
using Signet.Signing.Local;
using Signet.Testing;

namespace Signet.Tests.Tokens;

/// <summary>An issuer and a verifier with a real cache that has the account <c>default/builder</c> and objects to bind to.</summary>
internal sealed class TokenBench : IAsyncDisposable
{
    public const string Issuer = "https://issuer.example.test";
    public static readonly ObjectKey Account = new("default", "builder");

    private TokenBench(LocalJwtSigner signer, KeyRing keys)
    {
        Keys = keys;
        var objects = new CachedIdentityObjects(Running.View);
        Signer = signer;
        TokenIssuer = new TokenIssuer(
            new TokenIssuerOptions { ApiAudiences = [Issuer] }, AcceptedIssuers.Of(Issuer), objects, keys, new SystemUidSource());
        Verifier = new TokenVerifier(new TokenVerifierOptions(), AcceptedIssuers.Of(Issuer), keys, objects);
    }

    public RunningCache Running { get; } = RunningCache.Start();

    public LocalJwtSigner Signer { get; }

    public KeyRing Keys { get; }

    public TokenIssuer TokenIssuer { get; }

    public TokenVerifier Verifier { get; }

    public DateTimeOffset Now => Running.Time.GetUtcNow();

    public static LocalJwtSigner NewSigner(JwtAlgorithm algorithm) => NewKey(algorithm).Signer;

    public static NewKeyPair NewKey(JwtAlgorithm algorithm)
    {
        using var folder = new TemporaryFolder();
        var pem = SigningKeyGenerator.Generate(algorithm);
        File.WriteAllText(folder.File("key"), pem);
        var signer = KeyFile.Load(folder.File("key")).ReadSigner();
        return new NewKeyPair(signer, pem, PemEncoding.WriteString("PUBLIC KEY", signer.PublicKey.SubjectPublicKeyInfo.Span));
    }

    public static async Task<TokenBench> StartAsync(JwtAlgorithm algorithm, params VerificationKey[] more)
    {
        var signer = NewSigner(algorithm);
        var bench = new TokenBench(signer, TestKeyRing.Of(signer, more));
        await bench.Running.PutAsync(KubernetesKinds.ServiceAccounts, Account.Namespace, Account.Name, "account-uid");
        await bench.Running.PutAsync(KubernetesKinds.Secrets, "default", "s", "secret-uid");
        await bench.Running.PutAsync(KubernetesKinds.Nodes, "", "n", "node-uid");
        await bench.Running.PutAsync(KubernetesKinds.Pods, "default", "p", "pod-uid", ",\"spec\":{\"serviceAccountName\":\"builder\",\"nodeName\":\"n\"}");
        return bench;
    }

    public async Task<IssuedToken> IssueAsync(string? boundKind = null, string boundName = "")
    {
        var outcome = await TokenIssuer.IssueAsync(RequestFor(boundKind, boundName), Now, default);
        Assert.True(outcome.TryGetValue(out var issued, out var error), error?.Message);
        return issued;
    }

    public static IssueRequest RequestFor(string? boundKind = null, string boundName = "") => new()
    {
        Account = Account,
        ExpirationSeconds = 3600,
        BoundObject = boundKind is null ? null : new BoundObjectReference(boundKind, "v1", boundName, ""),
    };

    public ValueTask<TokenVerdict> VerifyAsync(string token) => Verifier.VerifyAsync(token, [Issuer], Now, default);

    /// <summary>Creates a token from a header and a payload in JSON.</summary>
    public static string Assemble(string header, string payload, ReadOnlySpan<byte> signature) =>
        $"{Encode(header)}.{Encode(payload)}.{Base64UrlText.Encode(signature)}";

    public static string Encode(string text) => Base64UrlText.Encode(Encoding.UTF8.GetBytes(text));

    public static string Decode(string part)
    {
        var bytes = new byte[Base64UrlText.MaxDecodedLength(part.Length)];
        Assert.True(Base64UrlText.TryDecode(Encoding.ASCII.GetBytes(part), bytes, out var length));
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    public ValueTask DisposeAsync() => Running.DisposeAsync();

    /// <summary>A signer, and its keys in PEM.</summary>
    internal sealed record NewKeyPair(LocalJwtSigner Signer, string PrivatePem, string PublicPem);
}
