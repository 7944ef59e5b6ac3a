using System.Text;
using Signet.Cli.Support;

namespace Signet.Tests.Cli.Support;

public sealed class RedactorTests
{
    private const string Secret = "s3cr3t/of+the=Test";

    /// <summary>Without knowing the secret.</summary>
    [Theory]
    [InlineData("token eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl in a line", "token [redacted] in a line")]
    [InlineData("the beginning of one: eyJhbGciOiJFUzI1NiIsImtp", "the beginning of one: [redacted]")]
    [InlineData("Authorization: Bearer abc-def_1234", "Authorization: [redacted]")]
    [InlineData("header authorization: basic dXNlcjpwdw==", "header authorization: [redacted]")]
    [InlineData("https://root:hunter2@etcd:2379/x", "https://[redacted]@etcd:2379/x")]
    [InlineData("pkcs11:token=t;object=o?pin-value=1234&module-path=/m", "pkcs11:token=[redacted];object=o?pin-value=[redacted]&module-path=/m")]
    [InlineData("sent Bearer abc-def_1234", "sent Bearer [redacted]")]
    [InlineData("pin=1234", "pin=[redacted]")]
    [InlineData("{\"token\":\"abc\"}", "{\"token\":\"[redacted]\"}")]
    [InlineData("{\\\"password\\\": \\\"abc\\\"}", "{\\\"password\\\": \\\"[redacted]\"}")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=x-key=abc,y=d", "OTEL_EXPORTER_OTLP_HEADERS=[redacted]")]
    [InlineData("api-key: abcdef", "api-key: [redacted]")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nMIGH\nAAAA\n-----END PRIVATE KEY-----\nrest", "[redacted]\nrest")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\\nMIGH\\n", "[redacted]")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "[redacted]")]
    public void Redact_WhatLooksLikeACredential_IsReplaced(string text, string expected) => Assert.Equal(expected, new Redactor([]).Redact(text));

    [Theory]
    [InlineData("signet_key_info{kid=\"AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCde\",algorithm=\"ES256\"} 1")]
    [InlineData("\"token-auth-file\": \"/etc/signet/tokens.csv\"")]
    [InlineData("--key-encryption-key-file: /etc/signet/kek has the mode 0644")]
    [InlineData("serviceaccount_valid_tokens_total 12")]
    [InlineData("2026-11-30T10:00:00Z info: Listening on 127.0.0.1:6443")]
    public void Redact_OtherText_StaysAsItIs(string text) => Assert.Equal(text, new Redactor([Secret, "1234"]).Redact(text));

    [Fact]
    public void Redact_KnownSecret_IsReplacedInEveryEncoding()
    {
        var redactor = new Redactor([Secret]);
        var bytes = Encoding.UTF8.GetBytes(Secret);

        foreach (var text in (string[])[Secret, Uri.EscapeDataString(Secret), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes)])
        {
            Assert.Equal("<[redacted]>", redactor.Redact($"<{text}>"));
        }

        for (var before = 0; before < 6; before++)
        {
            var whole = Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('a', before) + Secret + "bcdef"));
            foreach (var form in (string[])[whole, whole.TrimEnd('=').Replace('+', '-').Replace('/', '_')])
            {
                var redacted = redactor.Redact(form);
                Assert.Contains("[redacted]", redacted, StringComparison.Ordinal);
                Assert.True(redacted.Length < 32, redacted);
            }
        }
    }

    [Theory]
    [InlineData("PIN 7731!", "PIN [redacted]!")]
    [InlineData("77310 a7731 0x7731", "77310 a7731 0x7731")]
    public void Redact_ShortSecret_CountsAsAWholeWord(string text, string expected) => Assert.Equal(expected, new Redactor(["7731"]).Redact(text));

    [Fact]
    public void Redact_SecretWithinALongerOne_TheLongerOneIsReplaced() =>
        Assert.Equal("a [redacted] b", new Redactor(["abcdefgh", "abcdefghijkl"]).Redact("a abcdefghijkl b"));
}
