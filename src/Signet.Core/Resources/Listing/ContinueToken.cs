using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Schema;

namespace Signet.Core.Resources.Listing;

/// <summary>
/// Where the next page of a list begins, in Kubernetes' own form (apiserver, <c>pkg/storage/continue.go</c>): opaque to clients, but a
/// token that one server gave is understood by another.
/// </summary>
/// <param name="Revision">All pages show this revision; a negative one stands for the newest.</param>
/// <param name="Start">The key to begin at, beneath the namespace if the list is of one; a NUL at its end means behind it.</param>
internal sealed record ContinueToken(Revision Revision, string Start)
{
    private const string Version = "meta.k8s.io/v1";
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };
    private static readonly Revision Newest = new(-1);

    /// <summary>Whether the pages that follow need not be of the revision of those before.</summary>
    public bool IsInconsistent => Revision.Value < 0;

    /// <summary>The token for what follows an object.</summary>
    public static ContinueToken Behind(ObjectKey last, string ns, Revision revision) =>
        new(revision, (ns.Length > 0 ? last.Name : last.ToString()) + "\0");

    /// <summary>The same place in the newest state, for a list whose own is gone.</summary>
    public ContinueToken AtNewest() => this with { Revision = Newest };

    /// <summary>Reads a token, or says with a 400 what is wrong with it.</summary>
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

    /// <summary>Where in a list the page begins: behind the key when the second value is true, else with it.</summary>
    internal (ObjectKey Key, bool IsBehind) PlaceIn(ObjectSelector selector, bool namespaced)
    {
        var isBehind = Start.EndsWith('\0');
        var path = isBehind ? Start[..^1] : Start;
        path = path.StartsWith('/') ? path[1..] : path;
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var key = !namespaced ? new ObjectKey("", path)
            : selector.Namespace.Length > 0 ? new ObjectKey(selector.Namespace, path)
            : slash < 0 ? new ObjectKey(path, "") : new ObjectKey(path[..slash], path[(slash + 1)..]);
        return (key, isBehind);
    }

    /// <summary>As clients get it.</summary>
    public override string ToString() => Base64UrlText.Encode(Encoding.UTF8.GetBytes(
        new JsonObject { ["v"] = Version, ["rv"] = Revision.Value, ["start"] = Start }.ToJsonString()));

    private static bool IsVersion(JsonObject token) => TryRead(token, "v", out string? version) && version == Version;

    private static bool TryRead<T>(JsonObject token, string name, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? value)
    {
        value = default;
        return token[name] is JsonValue found && found.TryGetValue(out value) && value is not null;
    }

    /// <summary>A key that leads nowhere but down.</summary>
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
