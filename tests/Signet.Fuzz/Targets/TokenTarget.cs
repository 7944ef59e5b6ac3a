using System.Text;
using Microsoft.Extensions.Primitives;
using Signet.Cli.Commands;
using Signet.Cli.Token;
using Signet.Core.Primitives;
using Signet.Core.Signing.Jose;
using Signet.Core.Signing.Jwks;
using Signet.Core.Tokens.Claims;
using Signet.Core.Tokens.Verification;
using Signet.Server.Authentication.Chain;

namespace Signet.Fuzz.Targets;

/// <summary>
/// Tokens: their parser, claims, both authenticators, <c>signet token inspect</c>, and key sets. The first byte chooses what the rest is: 0 an
/// Authorization header, 1 header and claims in two lines, 2 claims that are signed with a valid key, 3 a key set.
/// </summary>
internal sealed class TokenTarget : FuzzTarget
{
    private const int Forms = 4;

    /// <inheritdoc/>
    public override string Name => "token";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words =>
    [
        "Bearer ", ".", "eyJ", "\"alg\":\"ES256\"", "\"kid\":\"k\"", "\"typ\":\"JWT\"", "\"crit\":[\"exp\"]", "\"iss\":\"https://own.example\"", "\"iss\":\"https://other.example\"", "\"aud\":[\"a\"]",
        "\"aud\":\"a\"", "\"exp\":1800000100", "\"nbf\":1", "\"iat\":1", "\"jti\":\"j\"", "\"sub\":\"system:serviceaccount:default:default\"", "\"kubernetes.io\":{", "\"namespace\":\"default\"",
        "\"serviceaccount\":{\"name\":\"default\",\"uid\":\"00000000-0000-0000-0000-000000000001\"}", "\"pod\":{", "\"node\":{", "\"secret\":{", "\"warnafter\":1", "\"email\":\"e\"", "\"email_verified\":true",
        "\"groups\":[\"g\"]", "\"tenant\":\"t\"", "\"keys\":[", "\"kty\":\"EC\"", "\"kty\":\"RSA\"", "\"crv\":\"P-256\"", "\"x\":\"", "\"y\":\"", "\"n\":\"", "\"e\":\"AQAB\"", "\"use\":\"sig\"", "\"key_ops\":[\"verify\"]",
        "\"x5c\":[", "\\ud800", "\\u0000", "1e3", "253402300799", "9223372036854775807", "null",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        var rest = input[1..];
        switch (input[0] % Forms)
        {
            case 0:
                Read(BearerHeader.Read(new StringValues(Encoding.Latin1.GetString(rest)), out _) ?? Encoding.Latin1.GetString(rest));
                break;
            case 1:
                var line = rest.IndexOf((byte)'\n');
                var header = line < 0 ? "{\"alg\":\"RS256\"}"u8 : rest[..line];
                JoseHeader.TryRead(header);
                Read($"{Base64UrlText.Encode(header)}.{Base64UrlText.Encode(rest[(line + 1)..])}.AAAA");
                break;
            case 2:
                TokenStage.Instance.Authenticate(TokenStage.Instance.Sign(rest));
                break;
            default:
                JsonWebKeySetReader.TryRead(rest.ToArray(), []);
                break;
        }
    }

    private static void Read(string token)
    {
        if (JwtReader.TryRead(token) is { } jwt)
        {
            ClaimsReader.TryReadIssuer(jwt.Payload.Span);
            ClaimsReader.TryReadTimes(jwt.Payload.Span);
            if (ClaimsReader.TryRead(jwt.Payload.Span) is { } claims)
            {
                TokenUser.Of(claims);
            }
        }

        TokenStage.Instance.Authenticate(token);
        if (DecodedToken.TryRead(token) is { } decoded)
        {
            var inspection = new TokenInspection(decoded, SignatureCheck.Of(decoded.Jwt, [], "x"), WriteStage.Now);
            var text = inspection.Render(new TerminalStyle(HasColour: false));
            Property.Holds(!text.AsSpan().ContainsAnyInRange('\0', '\u0008') && !text.Contains('\u001b'), "control-character-in-the-terminal");
            ObjectOutput.Render(inspection.ToJson(), OutputFormat.Json, _ => "");
        }
    }
}
