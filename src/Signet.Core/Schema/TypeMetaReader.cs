using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Schema;

/// <summary>The members that say what a document is. In canonical form they come first, so that finding them costs nothing.</summary>
internal static class TypeMetaReader
{
    /// <summary>Reads the kind of a document in canonical form; what it does not say is empty, its version then <c>v1</c>.</summary>
    public static GroupVersionKind Read(ReadOnlySpan<byte> json)
    {
        ReadRaw(json, out var kind, out var apiVersion);
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return new GroupVersionKind(slash < 0 ? "" : apiVersion[..slash], apiVersion.Length == 0 ? "v1" : apiVersion[(slash + 1)..], kind);
    }

    /// <summary>Reads kind and apiVersion as they stand; empty when they are not among the first members.</summary>
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
