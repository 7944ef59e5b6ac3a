using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Schema;

namespace Signet.Server.Endpoints.Objects;

/// <summary>Where the next page of a list begins (apiserver, <c>pkg/storage/continue.go</c>): a revision and the last key of the page before.</summary>
/// <param name="Revision">All pages show this revision.</param>
/// <param name="After">The last object that was shown.</param>
internal sealed record ContinueToken(Revision Revision, ObjectKey After)
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <summary>The failure for a text that is no such token.</summary>
    public static StatusError Malformed { get; } = StatusErrors.BadRequest("continue key is not valid");

    /// <summary>The failure for a list that took too long.</summary>
    public static StatusError TooOld { get; } = StatusErrors.Expired(
        "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
        "the continue parameter.");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static ContinueToken? TryParse(string text)
    {
        var bytes = new byte[Base64UrlText.MaximumDecodedLength(text.Length)];
        if (!Base64UrlText.TryDecode(Encoding.UTF8.GetBytes(text), bytes, out var length) || !JsonUnicode.IsValid(bytes.AsSpan(0, length)))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(bytes.AsSpan(0, length), documentOptions: NoDuplicates) is JsonObject token && token.GetInteger("rv") is { } revision
                ? new ContinueToken(new Revision(revision), new ObjectKey(token.GetText("ns"), token.GetText("name")))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Opaque to clients.</summary>
    public override string ToString() => Base64UrlText.Encode(Encoding.UTF8.GetBytes(
        new JsonObject { ["v"] = "signet/v1", ["rv"] = Revision.Value, ["ns"] = After.Namespace, ["name"] = After.Name }.ToJsonString()));
}
