using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Listing;

/// <summary>
/// The position of the next page of a list, in Kubernetes' format (apiserver, <c>pkg/storage/continue.go</c>). Opaque to clients; every
/// replica accepts the tokens of the others.
/// </summary>
/// <param name="Revision">The revision of all pages; a negative revision stands for the newest state.</param>
/// <param name="Start">The first key, relative to the namespace of the list if it has one; a NUL at its end means the position after the key.</param>
internal sealed record ContinueToken(Revision Revision, string Start)
{
    private const string Version = "meta.k8s.io/v1";
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };
    private static readonly Revision Newest = new(-1);

    /// <summary>Whether the next pages may be of another revision than the pages before.</summary>
    public bool IsInconsistent => Revision.Value < 0;

    /// <summary>The token for the objects after one.</summary>
    public static ContinueToken After(ObjectKey last, string ns, Revision revision) =>
        new(revision, (ns.Length > 0 ? last.Name : last.ToString()) + "\0");

    /// <summary>The same position in the newest state, for a list whose revision is no longer kept.</summary>
    public ContinueToken AtNewest() => this with { Revision = Newest };

    /// <summary>Parses a token; a 400 when it is malformed.</summary>
    public static Outcome<ContinueToken> Parse(string text)
    {
        var bytes = new byte[Base64UrlText.MaxDecodedLength(text.Length)];
        if (!Base64UrlText.TryDecode(Encoding.UTF8.GetBytes(text), bytes, out var length) || !JsonUnicode.IsValid(bytes.AsSpan(0, length)))
        {
            return Malformed("it is not text in base64");
        }

        JsonObject? token;
        try
        {
            token = JsonNode.Parse(bytes.AsSpan(0, length), documentOptions: NoDuplicates) as JsonObject;
        }
        catch (JsonException)
        {
            return Malformed("it is not JSON");
        }

        if (token is null || !IsVersion(token))
        {
            return Malformed("server does not recognize this encoded version");
        }

        if (!TryRead(token, "rv", out long revision) || revision == 0)
        {
            return Malformed($"incorrect encoded start resourceVersion (version {Version})");
        }

        if (!TryRead(token, "start", out string? start) || start.Length == 0)
        {
            return Malformed($"encoded start key empty (version {Version})");
        }

        return IsClean(start) ? new ContinueToken(new Revision(revision), start) : Malformed(start);
    }

    /// <summary>The first position of the page: after the key when the second value is true, else at the key.</summary>
    internal (ObjectKey Key, bool IsAfter) PositionIn(ObjectSelector selector, bool namespaced)
    {
        var isAfter = Start.EndsWith('\0');
        var path = isAfter ? Start[..^1] : Start;
        path = path.StartsWith('/') ? path[1..] : path;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var key = !namespaced ? new ObjectKey("", path)
            : selector.Namespace.Length > 0 ? new ObjectKey(selector.Namespace, path)
            : slash < 0 ? new ObjectKey(path, "") : new ObjectKey(path[..slash], path[(slash + 1)..]);
        return (key, isAfter);
    }

    /// <summary>The token as clients receive it.</summary>
    public override string ToString() => Base64UrlText.Encode(Encoding.UTF8.GetBytes(
        new JsonObject { ["v"] = Version, ["rv"] = Revision.Value, ["start"] = Start }.ToJsonString()));

    private static bool IsVersion(JsonObject token) => TryRead(token, "v", out string? version) && version == Version;

    private static bool TryRead<T>(JsonObject token, string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value)
    {
        value = default;
        return token[name] is JsonValue found && found.TryGetValue(out value) && value is not null;
    }

    /// <summary>Whether a key has no segment that leads upwards.</summary>
    private static bool IsClean(string start)
    {
        foreach (var segment in start.AsSpan(start.StartsWith('/') ? 1 : 0).Split('/'))
        {
            if (start.AsSpan(start.StartsWith('/') ? 1 : 0)[segment] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    private static StatusError Malformed(string why) => StatusErrors.BadRequest($"invalid continue token: continue key is not valid: {why}");
}
