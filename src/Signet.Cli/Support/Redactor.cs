using System.Text.RegularExpressions;

namespace Signet.Cli.Support;

/// <summary>
/// The second wall of a support bundle: every text passes through it. Known secrets are replaced wherever they stand, and so is what looks like a credential.
/// Rather too much is replaced than too little.
/// </summary>
/// <param name="secrets">The known secrets.</param>
internal sealed partial class Redactor(IEnumerable<string> secrets)
{
    /// <summary>What stands in place of a secret.</summary>
    public const string Mark = "[redacted]";

    private readonly SecretText _known = new(secrets);

    /// <summary>The text without secrets.</summary>
    public string Redact(string text)
    {
        text = _known.Replace(text, Mark);
        text = Pem().Replace(text, Mark);
        text = Jwt().Replace(text, Mark);
        text = UserInformation().Replace(text, $"$1{Mark}@");
        text = Headers().Replace(text, $"$1{Mark}");
        text = Scheme().Replace(text, $"$1 {Mark}");
        text = Assignment().Replace(text, $"$1$2{Mark}");
        return PaddedBase64().Replace(text, Mark);
    }

    /// <summary>A PEM block, also one whose end is missing, or with \n in place of line feeds. Certificates are described by other parts.</summary>
    [GeneratedRegex("-----BEGIN [A-Z0-9 ]+-----(?s:.*?)(?:-----END [A-Z0-9 ]+-----|$)")]
    private static partial Regex Pem();

    /// <summary>A JWT, also the beginning of one: all headers begin with {" in base64url.</summary>
    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)*")]
    private static partial Regex Jwt();

    [GeneratedRegex(@"([A-Za-z][A-Za-z0-9+.-]*://)[^/\s""'@?#]+@")]
    private static partial Regex UserInformation();

    /// <summary>The rest of the line, or of the string, not an object or a list: OTEL_EXPORTER_OTLP_HEADERS has several values.</summary>
    [GeneratedRegex(@"(?i)((?<![a-z0-9_-])(?:authorization|[a-z0-9_-]*headers)[\\""']*\s*[=:]\s*[\\""']*)(?![\s\\{""']|\[(?!redacted\]))[^""'\r\n]+")]
    private static partial Regex Headers();

    [GeneratedRegex(@"(?i)\b(bearer|basic|negotiate|digest)[\s:]+[A-Za-z0-9._~+/=-]{6,}")]
    private static partial Regex Scheme();

    /// <summary>A value of a name that is one of secrets: pin-value=1234, "token": "…".</summary>
    [GeneratedRegex(@"(?i)(?<![a-z0-9_-])((?:[a-z0-9]+[_-])*(?:pin|pin[_-]value|password|passwd|passphrase|token|secret|api[_-]?key|client-key-data))(?![a-z0-9_-])([\\""']*\s*[=:]\s*[\\""']*)(?!\[redacted\])[^\s""',;&}\]]+")]
    private static partial Regex Assignment();

    /// <summary>A key of 256 bits or more. Ids of keys have no padding.</summary>
    [GeneratedRegex("[A-Za-z0-9+/_-]{40,}={1,2}")]
    private static partial Regex PaddedBase64();
}
