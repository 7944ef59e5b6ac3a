using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>Reads kind and apiVersion of a document in canonical form, in which they come first.</summary>
internal static class TypeMetaReader
{
    /// <summary>The kind of a document; missing parts are empty, a missing version is <c>v1</c>.</summary>
    public static GroupVersionKind Read(ReadOnlySpan<byte> json)
    {
        ReadRaw(json, out var kind, out var apiVersion);
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new GroupVersionKind(slash < 0 ? "" : apiVersion[..slash], apiVersion.Length == 0 ? "v1" : apiVersion[(slash + 1)..], kind);
    }

    /// <summary>The members as they are; empty if they are not among the first ones.</summary>
    public static void ReadRaw(ReadOnlySpan<byte> json, out string kind, out string apiVersion)
    {
        (kind, apiVersion) = ("", "");
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                kind = reader.GetString()!;
            }
            else if (reader.ValueTextEquals("apiVersion"u8))
            {
                reader.Read();
                apiVersion = reader.GetString()!;
            }
            else
            {
                return;
            }
        }
    }
}
