using System.Text.Json;

namespace Signet.Core.Tokens.Claims;

/// <summary>Writes claims as the JSON payload of a token, with members in alphabetical order as Kubernetes has them.</summary>
internal static class ClaimsWriter
{
    public static void Write(Utf8JsonWriter writer, TokenClaims claims)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("aud"u8);
        foreach (var audience in claims.Audiences)
        {
            writer.WriteStringValue(audience);
        }

        writer.WriteEndArray();
        writer.WriteNumber("exp"u8, claims.ExpiresAt);
        writer.WriteNumber("iat"u8, claims.IssuedAt);
        writer.WriteString("iss"u8, claims.Issuer);
        writer.WriteString("jti"u8, claims.Id);
        WritePrivateClaims(writer, claims);
        writer.WriteNumber("nbf"u8, claims.NotBefore);
        writer.WriteString("sub"u8, claims.Subject);
        writer.WriteEndObject();
    }

    private static void WritePrivateClaims(Utf8JsonWriter writer, TokenClaims claims)
    {
        writer.WriteStartObject("kubernetes.io"u8);
        writer.WriteString("namespace"u8, claims.Namespace);
        switch (claims.Bound)
        {
            case BoundClaim.Pod pod:
                if (pod.OnNode is { } node)
                {
                    WriteObject(writer, "node"u8, node);
                }

                WriteObject(writer, "pod"u8, pod.Object);
                break;
            case BoundClaim.Node bound:
                WriteObject(writer, "node"u8, bound.Object);
                break;
            case BoundClaim.Secret secret:
                WriteObject(writer, "secret"u8, secret.Object);
                break;
        }

        WriteObject(writer, "serviceaccount"u8, claims.ServiceAccount);
        if (claims.WarnAfter > 0)
        {
            writer.WriteNumber("warnafter"u8, claims.WarnAfter);
        }

        writer.WriteEndObject();
    }

    private static void WriteObject(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ObjectClaim claim)
    {
        writer.WriteStartObject(name);
        writer.WriteString("name"u8, claim.Name);
        if (claim.Uid.Length > 0)
        {
            writer.WriteString("uid"u8, claim.Uid);
        }

        writer.WriteEndObject();
    }
}
