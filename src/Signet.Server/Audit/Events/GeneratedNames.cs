using System.Text.Json;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Requests;

namespace Signet.Server.Audit.Events;

/// <summary>The name that the server generated for an object (<c>generateName</c>), which the request does not have.</summary>
internal static class GeneratedNames
{
    /// <summary>The name; empty when it was not generated.</summary>
    public static string Of(RequestNotes? notes, Answer? answer) =>
        answer is Answer.Object { Code: 201 } created && notes is { Metadata: { Name.Length: 0, IsNamedByServer: true } } ? NameIn(created.Json.Span) : "";

    private static string NameIn(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isMetadata = reader.CurrentDepth == 1 && reader.ValueTextEquals("metadata"u8);
            var isName = reader.CurrentDepth == 2 && reader.ValueTextEquals("name"u8);
            reader.Read();
            if (isName)
            {
                return reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            }

            if (!isMetadata)
            {
                reader.Skip();
            }
        }

        return "";
    }
}
