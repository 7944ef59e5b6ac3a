using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Objects;

namespace Signet.Server.Http.Requests;

/// <summary>
/// Facts about one request for its audit events, noted by authentication, authorization and endpoints. The audit owns it. A request has
/// notes only if it is recorded, so that noting costs nothing otherwise: <c>request.Notes?.Annotate(…)</c>. Never a token, never a key;
/// bodies are redacted by the audit.
/// </summary>
/// <param name="wantsBody">Whether the body is recorded.</param>
internal class RequestNotes(bool wantsBody)
{
    private readonly List<KeyValuePair<string, string>> _annotations = new(4);

    /// <summary>Facts by domain-prefixed key, in the order of the keys' bytes, each key once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Annotations => _annotations;

    /// <summary>The body as JSON, or empty: none was read, or it is not recorded.</summary>
    public ReadOnlyMemory<byte> Body { get; private set; }

    /// <summary>The metadata of the object that was sent, or null.</summary>
    public SentMetadata? Sent { get; private set; }

    /// <summary>Notes a fact; of a key given twice the last value counts.</summary>
    public void Annotate(string key, string value)
    {
        var at = 0;
        while (at < _annotations.Count)
        {
            var order = string.CompareOrdinal(_annotations[at].Key, key);
            if (order == 0)
            {
                _annotations[at] = new(key, value);
                return;
            }

            if (order > 0)
            {
                break;
            }

            at++;
        }

        _annotations.Insert(at, new(key, value));
    }

    /// <summary>Keeps a copy of a body, if it is recorded.</summary>
    public void NoteBody(ReadOnlySpan<byte> json)
    {
        if (wantsBody)
        {
            Body = json.ToArray();
        }
    }

    /// <summary>Notes the object that was sent.</summary>
    /// <param name="root">The object, as decoded.</param>
    /// <param name="withBody">Whether its bytes were no JSON, so that the body is taken from it.</param>
    public void NoteObject(JsonObject root, bool withBody)
    {
        if (root.GetObject("metadata") is { } metadata)
        {
            Sent = new SentMetadata(
                metadata.GetString("name"), metadata.GetString("namespace"), metadata.GetString("uid"), metadata.GetString("resourceVersion"),
                IsNamedByServer: metadata.GetString("generateName").Length > 0);
        }

        if (withBody && wantsBody)
        {
            Body = Encoding.UTF8.GetBytes(root.ToJsonString());
        }
    }
}
