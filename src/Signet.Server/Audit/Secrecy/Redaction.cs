using System.Buffers;
using System.Text.Json;
using Signet.Core.Schema;
using Signet.Server.Http;

namespace Signet.Server.Audit.Secrecy;

/// <summary>
/// Rewrites bodies without what <see cref="SensitiveFields"/> names. What is no JSON, or nested too deeply, is dropped: what cannot be
/// read cannot be redacted.
/// </summary>
internal static class Redaction
{
    /// <summary>A list adds to the depth of its objects.</summary>
    private const int ListDepth = 2;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = ObjectDecoder.MaximumDepth + ListDepth };

    /// <summary>A body that may be recorded, or empty.</summary>
    /// <param name="json">An object, a list or a patch.</param>
    /// <param name="expected">What it holds if it does not say what it is.</param>
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
            // The last two are System.Text.Json's for texts that are no Unicode.
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
                    WriteObject(value, Worse(sensitivity, KindOf(value)));
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

        /// <summary>An entry of a list, or an operation of a JSON patch: of that the value may be anything.</summary>
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

        /// <summary>The names of its members are shown, their values are not.</summary>
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

        /// <summary>What an object says of itself; one that says it twice is taken for the worse.</summary>
        private static Sensitivity KindOf(JsonElement value)
        {
            var found = Sensitivity.None;
            foreach (var member in value.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String && member.NameEquals("kind"u8))
                {
                    found = Worse(found, SensitiveFields.OfKind(member.Value.GetString()!));
                }
            }

            return found;
        }

        private static Sensitivity Worse(Sensitivity one, Sensitivity other) => one == Sensitivity.None ? other : one;
    }
}
