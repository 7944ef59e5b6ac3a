using System.Text.Json;
using Signet.Core.Primitives;

namespace Signet.Core.Objects;

/// <summary>
/// Decodes a stored value: reads the header in one pass and inserts <c>resourceVersion</c> after the uid, its place in canonical order. Done once
/// for each state of an object.
/// </summary>
internal static class StoredObjectReader
{
    private static ReadOnlySpan<byte> RevisionMember => ",\"resourceVersion\":\""u8;

    /// <exception cref="InvalidDataException">The bytes are not an object with metadata.name and metadata.uid.</exception>
    public static StoredObject Read(ReadOnlySpan<byte> value, Revision revision)
    {
        var header = default(Header);
        try
        {
            ReadRoot(value, ref header);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("a stored object is not JSON", exception);
        }

        if (header.Name is null || header.Uid is null)
        {
            throw new InvalidDataException("a stored object has no metadata.name or no metadata.uid");
        }

        var json = InsertRevision(value, header.UidEnd, revision);
        return new StoredObject
        {
            Key = new ObjectKey(header.Namespace ?? "", header.Name),
            Uid = header.Uid,
            Revision = revision,
            Json = json,
            RevisionOffset = header.UidEnd + RevisionMember.Length,
            LabelsOffset = header.Labels < header.UidEnd ? header.Labels : header.Labels + json.Length - value.Length,
            DeletionTimestamp = Timestamps.TryParse(header.DeletionTimestamp, out var time) ? time : null,
            Owners = header.Owners ?? [],
            Pod = header.IsPod ? new PodIdentity(header.ServiceAccountName ?? "", header.NodeName ?? "") : null,
        };
    }

    private static byte[] InsertRevision(ReadOnlySpan<byte> value, int at, Revision revision)
    {
        var member = RevisionMember;
        Span<byte> digits = stackalloc byte[20];
        revision.Value.TryFormat(digits, out var length);
        var json = new byte[value.Length + member.Length + length + 1];
        value[..at].CopyTo(json);
        member.CopyTo(json.AsSpan(at));
        digits[..length].CopyTo(json.AsSpan(at + member.Length));
        json[at + member.Length + length] = (byte)'"';
        value[at..].CopyTo(json.AsSpan(at + member.Length + length + 1));
        return json;
    }

    private static void ReadRoot(ReadOnlySpan<byte> value, ref Header header)
    {
        var reader = new Utf8JsonReader(value);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                header.IsPod = reader.ValueTextEquals("Pod"u8);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                ReadMetadata(ref reader, ref header);
            }
            else if (header.IsPod && reader.ValueTextEquals("spec"u8))
            {
                reader.Read();
                ReadPodSpec(ref reader, ref header);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, ref Header header)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("name"u8))
            {
                header.Name = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("namespace"u8))
            {
                header.Namespace = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("uid"u8))
            {
                header.Uid = ReadText(ref reader);
                header.UidEnd = (int)reader.BytesConsumed;
            }
            else if (reader.ValueTextEquals("labels"u8))
            {
                reader.Read();
                header.Labels = (int)reader.TokenStartIndex;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("deletionTimestamp"u8))
            {
                header.DeletionTimestamp = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("ownerReferences"u8))
            {
                reader.Read();
                header.Owners = OwnerReferenceReader.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadPodSpec(ref Utf8JsonReader reader, ref Header header)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("serviceAccountName"u8))
            {
                header.ServiceAccountName = ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("nodeName"u8))
            {
                header.NodeName = ReadText(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string? ReadText(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString();
    }

    private struct Header
    {
        public string? Namespace;
        public string? Name;
        public string? Uid;
        public int UidEnd;
        public int Labels;
        public string? DeletionTimestamp;
        public IReadOnlyList<OwnerReference>? Owners;
        public bool IsPod;
        public string? ServiceAccountName;
        public string? NodeName;
    }
}
