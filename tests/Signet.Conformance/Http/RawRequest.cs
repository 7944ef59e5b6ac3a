using System.Text;

namespace Signet.Conformance.Http;

/// <summary>A request that is sent without normalization or escaping.</summary>
internal sealed record RawRequest(string Method, string Target, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[]? Body)
{
    /// <summary>The bytes of the request, with the required headers of HTTP/1.1.</summary>
    public byte[] Encode(string host)
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\n");
        if (!Headers.Any(h => h.Key.Equals("accept-encoding", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append("Accept-Encoding: identity\r\n");
        }

        if (Body is not null || Method is "POST" or "PUT" or "PATCH")
        {
            head.Append("Content-Length: ").Append(Body?.Length ?? 0).Append("\r\n");
        }

        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. Body ?? []];
    }
}
