using System.Text.Json;
using Signet.Core.Schema.Protobuf;

namespace Signet.Server.Endpoints.OpenApi;

/// <summary>A gnostic message: its fields by JSON name, and the field of the extensions (<c>x-…</c>).</summary>
/// <param name="extensionTag">The number of that field; 0 when there is none.</param>
/// <param name="fields">The fields.</param>
internal sealed class GnosticMessage(int extensionTag, params (string Name, int Tag, GnosticPart Part)[] fields)
{
    /// <summary>Writes the message as a field of another.</summary>
    public void Write(WireWriter writer, int tag, JsonElement value)
    {
        var message = writer.Begin(tag);
        WriteFields(writer, value);
        writer.End(message);
    }

    /// <summary>Writes the fields.</summary>
    /// <exception cref="InvalidOperationException">The message has no field for a member of the JSON object.</exception>
    public void WriteFields(WireWriter writer, JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (extensionTag > 0 && member.Name.StartsWith("x-", StringComparison.Ordinal))
            {
                GnosticParts.WriteNamed(writer, extensionTag, member, GnosticParts.Any);
                continue;
            }

            var (_, tag, part) = Array.Find(fields, field => field.Name == member.Name);
            if (part is null)
            {
                throw new InvalidOperationException($"gnostic has no field for {member.Name}");
            }

            part(writer, tag, member.Value);
        }
    }
}
