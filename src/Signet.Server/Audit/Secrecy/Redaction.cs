using System.Buffers;
using System.Text.Json;
using Signet.Core.Schema;
using Signet.Server.Http;

namespace Signet.Server.Audit.Secrecy;

/// <summary>
/// Removes the <see cref="SensitiveFields"/> from bodies. Invalid or too deeply nested JSON is left out entirely, because it cannot be redacted.
/// </summary>
internal static class Redaction
{
    /// <summary>The additional depth of objects in a list.</summary>
    private const int ListDepth = 2;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ObjectDecoder.MaxDepth + ListDepth };

    /// <summary>The redacted body; empty when it cannot be redacted.</summary>
    /// <param name="json">An object, a list or a patch, as JSON.</param>
    /// <param name="expected">The sensitivity of a body that does not name its kind.</param>
    /// <param name="omitManagedFields">Whether managed fields are left out.</param>
    public static ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> json, Sensitivity expected, bool omitManagedFields)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length + 64);
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            using var writer = new Utf8JsonWriter(buffer, CanonicalJson.WriterOptions);
            new Rewriter(writer, omitManagedFields).Write(document.RootElement, expected);
            writer.Flush();
            return buffer.WrittenMemory;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            // System.Text.Json throws the last two for strings that are not valid Unicode.
            return default;
        }
    }

    private readonly struct Rewriter(Utf8JsonWriter writer, bool omitManagedFields)
    {
        public void Write(JsonElement value, Sensitivity sensitivity)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    WriteObject(value, Stricter(sensitivity, KindOf(value)));
                    break;
                case JsonValueKind.Array:
                    writer.WriteStartArray();
                    foreach (var entry in value.EnumerateArray())
                    {
                        WriteEntry(entry, sensitivity);
                    }

                    writer.WriteEndArray();
                    break;
                case JsonValueKind.String:
                    writer.WriteStringValue(TokenMask.Apply(value.GetString()!));
                    break;
                default:
                    value.WriteTo(writer);
                    break;
            }
        }

        private void WriteObject(JsonElement value, Sensitivity sensitivity)
        {
            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                if (omitManagedFields && member.Name == "managedFields")
                {
                    continue;
                }

                writer.WritePropertyName(TokenMask.Apply(member.Name));
                switch (sensitivity)
                {
                    case Sensitivity.Secret when member.Name == "items" && member.Value.ValueKind == JsonValueKind.Array:
                        Write(member.Value, sensitivity);
                        break;
                    case Sensitivity.Secret when member.Name == "metadata":
                        WriteMetadata(member.Value);
                        break;
                    case Sensitivity.Secret when !SensitiveFields.UnmaskedSecretFields.Contains(member.Name):
                        WriteMasked(member.Value);
                        break;
                    case Sensitivity.Token when member.Name == SensitiveFields.Token:
                        writer.WriteStringValue(SensitiveFields.Mask);
                        break;
                    default:
                        Write(member.Value, sensitivity == Sensitivity.Token ? sensitivity : Sensitivity.None);
                        break;
                }
            }

            writer.WriteEndObject();
        }

        /// <summary>Writes an entry of a list, or an operation of a JSON patch, whose value may be anything.</summary>
        private void WriteEntry(JsonElement entry, Sensitivity sensitivity)
        {
            if (sensitivity != Sensitivity.Secret || entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("op", out _))
            {
                Write(entry, sensitivity);
                return;
            }

            writer.WriteStartObject();
            foreach (var member in entry.EnumerateObject())
            {
                writer.WritePropertyName(TokenMask.Apply(member.Name));
                if (member.Name is "op" or "path" or "from")
                {
                    Write(member.Value, Sensitivity.None);
                }
                else
                {
                    writer.WriteStringValue(SensitiveFields.Mask);
                }
            }

            writer.WriteEndObject();
        }

        private void WriteMetadata(JsonElement metadata)
        {
            if (metadata.ValueKind != JsonValueKind.Object)
            {
                WriteMasked(metadata);
                return;
            }

            writer.WriteStartObject();
            foreach (var member in metadata.EnumerateObject())
            {
                if (omitManagedFields && member.Name == "managedFields")
                {
                    continue;
                }

                writer.WritePropertyName(TokenMask.Apply(member.Name));
                if (member.Name == "annotations" && member.Value.ValueKind == JsonValueKind.Object)
                {
                    WriteAnnotations(member.Value);
                }
                else
                {
                    Write(member.Value, Sensitivity.None);
                }
            }

            writer.WriteEndObject();
        }

        private void WriteAnnotations(JsonElement annotations)
        {
            writer.WriteStartObject();
            foreach (var member in annotations.EnumerateObject())
            {
                writer.WritePropertyName(TokenMask.Apply(member.Name));
                if (SensitiveFields.MaskedSecretAnnotations.Contains(member.Name))
                {
                    writer.WriteStringValue(SensitiveFields.Mask);
                }
                else
                {
                    Write(member.Value, Sensitivity.None);
                }
            }

            writer.WriteEndObject();
        }

        /// <summary>Writes the names of the members, with masked values.</summary>
        private void WriteMasked(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Object)
            {
                writer.WriteStringValue(SensitiveFields.Mask);
                return;
            }

            writer.WriteStartObject();
            foreach (var member in value.EnumerateObject())
            {
                writer.WriteString(TokenMask.Apply(member.Name), SensitiveFields.Mask);
            }

            writer.WriteEndObject();
        }

        /// <summary>The sensitivity of the object's kind; of a duplicate field <c>kind</c> the strictest.</summary>
        private static Sensitivity KindOf(JsonElement value)
        {
            var found = Sensitivity.None;
            foreach (var member in value.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String && member.NameEquals("kind"u8))
                {
                    found = Stricter(found, SensitiveFields.OfKind(member.Value.GetString()!));
                }
            }

            return found;
        }

        private static Sensitivity Stricter(Sensitivity one, Sensitivity other) => one == Sensitivity.None ? other : one;
    }
}
