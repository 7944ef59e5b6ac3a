using System.Text.Json;

namespace Signet.Core.Objects;

/// <summary>Reads <c>metadata.ownerReferences</c> of a stored object.</summary>
internal static class OwnerReferenceReader
{
    /// <summary>Reads a list; the current token of the reader is its start.</summary>
    public static IReadOnlyList<OwnerReference> Read(ref Utf8JsonReader reader)
    {
        var owners = new List<OwnerReference>(1);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            owners.Add(ReadOne(ref reader));
        }

        return owners;
    }

    private static OwnerReference ReadOne(ref Utf8JsonReader reader)
    {
        var owner = new OwnerReference("", "", "", "", BlocksOwnerDeletion: false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("apiVersion"u8))
            {
                owner = owner with { ApiVersion = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                owner = owner with { Kind = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                owner = owner with { Name = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                owner = owner with { Uid = ReadText(ref reader) };
            }
            else if (reader.ValueTextEquals("blockOwnerDeletion"u8))
            {
                reader.Read();
                owner = owner with { BlocksOwnerDeletion = reader.TokenType == JsonTokenType.True };
            }
            else
            {
                reader.Skip();
            }
        }

        return owner;
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString() ?? "";
    }
}
