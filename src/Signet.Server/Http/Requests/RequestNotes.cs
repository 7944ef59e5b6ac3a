using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Server.Http.Requests;

/// <summary>
/// Facts about one request for its audit events, added by authentication, authorization and endpoints. A request has
/// notes only if it is recorded, so that adding costs nothing otherwise: <c>request.Notes?.Annotate(…)</c>. They never contain tokens or keys;
/// bodies are redacted by the audit.
/// </summary>
/// <param name="recordsBody">Whether the body is recorded.</param>
internal class RequestNotes(bool recordsBody)
{
    private readonly List<KeyValuePair<string, string>> _annotations = new(4);

    /// <summary>Annotations by domain-prefixed key, unique, in byte order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations => _annotations;

    /// <summary>The body as JSON; empty when none was read, or when bodies are not recorded.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The metadata of the received object, or null.</summary>
    public ObjectMetadata? Metadata { get; private set; }

    /// <summary>Adds an annotation, or replaces its value.</summary>
    public void Annotate(AuditKey key, string value)
    {
        var at = 0;
        while (at < _annotations.Count)
        {
            var order = string.CompareOrdinal(_annotations[at].Key, key.Name);
            if (order == 0)
            {
                _annotations[at] = new(key.Name, value);
                return;
            }

            if (order > 0)
            {
                break;
            }

            at++;
        }

        _annotations.Insert(at, new(key.Name, value));
    }

    /// <summary>Copies a body, if bodies are recorded.</summary>
    public void NoteBody(ReadOnlySpan<byte> json)
    {
        if (recordsBody)
        {
            Body = json.ToArray();
        }
    }

    /// <summary>Adds the received object.</summary>
    /// <param name="root">The decoded object.</param>
    /// <param name="withBody">Whether the body was not JSON, so that the recorded body is written from the object.</param>
    public void NoteObject(JsonObject root, bool withBody)
    {
        if (root.GetObject("metadata") is { } metadata)
        {
            Metadata = new ObjectMetadata(
                metadata.GetString("name"), metadata.GetString("namespace"), metadata.GetString("uid"), metadata.GetString("resourceVersion"),
                IsNamedByServer: metadata.GetString("generateName").Length > 0);
        }

        if (withBody && recordsBody)
        {
            Body = Encoding.UTF8.GetBytes(root.ToJsonString());
        }
    }
}
