using System.Text.Json;
using Signet.Core.Signing.Jose;

namespace Signet.Server.Hosting.Signers;

/// <summary>The claims that a signer checks and records.</summary>
internal sealed record ClaimsToSign
{
    /// <summary><c>iss</c>.</summary>
    public string Issuer { get; private set; } = "";

    /// <summary><c>sub</c>.</summary>
    public string Subject { get; private set; } = "";

    /// <summary><c>jti</c>.</summary>
    public string Id { get; private set; } = "";

    /// <summary><c>aud</c>.</summary>
    public IReadOnlyList<string> Audiences { get; private set; } = [];

    /// <summary><c>iat</c>, in seconds since 1970.</summary>
    public long IssuedAt { get; private set; }

    /// <summary><c>exp</c>, in seconds since 1970.</summary>
    public long ExpiresAt { get; private set; }

    /// <summary>The lifetime in seconds.</summary>
    public long Lifetime => ExpiresAt - IssuedAt;

    /// <summary>Reads a JSON object with <c>iss</c>, <c>sub</c>, <c>aud</c>, <c>exp</c>, <c>iat</c> and <c>jti</c>, each once and of its type.</summary>
    /// <param name="json">The claims.</param>
    /// <param name="fault">What is wrong; names the claim, not its value.</param>
    /// <returns>The claims; null when one is missing or invalid.</returns>
    public static ClaimsToSign? TryRead(ReadOnlySpan<byte> json, out string fault)
    {
        var claims = new ClaimsToSign();
        var reader = new StrictJson(json);
        if (!reader.TryStartObject())
        {
            fault = "the claims are not a JSON object";
            return null;
        }

        while (reader.TryNextMember())
        {
            if (claims.TryReadMember(ref reader, out var name))
            {
                continue;
            }

            fault = name is null ? "the claims are not valid JSON" : $"the claim {name} is of another type, empty, or given twice";
            return null;
        }

        fault = !reader.IsAtEnd ? "the claims are not valid JSON" : claims.FindMissing() is { } missing ? $"the claim {missing} is missing" : "";
        return fault.Length == 0 ? claims : null;
    }

    private string? FindMissing() =>
        Issuer.Length == 0 ? "iss"
        : Subject.Length == 0 ? "sub"
        : Audiences.Count == 0 ? "aud"
        : ExpiresAt == 0 ? "exp"
        : IssuedAt == 0 ? "iat"
        : Id.Length == 0 ? "jti"
        : null;

    /// <summary>Reads one member; <paramref name="name"/> is null for a claim without a rule.</summary>
    private bool TryReadMember(ref StrictJson reader, out string? name)
    {
        if (reader.NameIs("iss"u8))
        {
            name = "iss";
            return Issuer.Length == 0 && TryReadText(ref reader, out var issuer) && (Issuer = issuer).Length > 0;
        }

        if (reader.NameIs("sub"u8))
        {
            name = "sub";
            return Subject.Length == 0 && TryReadText(ref reader, out var subject) && (Subject = subject).Length > 0;
        }

        if (reader.NameIs("jti"u8))
        {
            name = "jti";
            return Id.Length == 0 && TryReadText(ref reader, out var id) && (Id = id).Length > 0;
        }

        if (reader.NameIs("exp"u8))
        {
            name = "exp";
            return ExpiresAt == 0 && reader.TryReadTime(out var expires) && (ExpiresAt = expires) > 0;
        }

        if (reader.NameIs("iat"u8))
        {
            name = "iat";
            return IssuedAt == 0 && reader.TryReadTime(out var issued) && (IssuedAt = issued) > 0;
        }

        if (reader.NameIs("aud"u8))
        {
            name = "aud";
            return Audiences.Count == 0 && TryReadAudiences(ref reader);
        }

        name = null;
        return reader.TrySkip();
    }

    private static bool TryReadText(ref StrictJson reader, out string text) => reader.TryReadString(out text) && text.Length > 0;

    /// <summary>One audience, or a list of them (RFC 7519, section 4.1.3).</summary>
    private bool TryReadAudiences(ref StrictJson reader)
    {
        if (!reader.TryRead())
        {
            return false;
        }

        if (reader.Token != JsonTokenType.StartArray)
        {
            Audiences = reader.TryGetString(out var only) ? [only] : [];
            return Audiences is [{ Length: > 0 }];
        }

        var audiences = new List<string>();
        while (reader.TryRead() && reader.Token != JsonTokenType.EndArray)
        {
            if (!reader.TryGetString(out var audience) || audience.Length == 0)
            {
                return false;
            }

            audiences.Add(audience);
        }

        Audiences = audiences;
        return audiences.Count > 0;
    }
}
