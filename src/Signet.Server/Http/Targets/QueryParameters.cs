namespace Signet.Server.Http.Targets;

/// <summary>
/// The query parameters, parsed as Go does (<c>net/url</c> ParseQuery): names and values decoded, repeated
/// ones kept in order; parameters that cannot be decoded, or contain a semicolon, are ignored.
/// </summary>
internal sealed class QueryParameters
{
    private readonly List<KeyValuePair<string, string>> _pairs;

    private QueryParameters(List<KeyValuePair<string, string>> pairs) => _pairs = pairs;

    /// <summary>No parameters.</summary>
    public static QueryParameters None { get; } = new([]);

    /// <summary>Parses the part after the question mark.</summary>
    public static QueryParameters Read(ReadOnlySpan<char> query)
    {
        if (query.IsEmpty)
        {
            return None;
        }

        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty || pair.Contains(';'))
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            if (PercentEncoding.TryDecode(equals < 0 ? pair : pair[..equals], plusIsBlank: true, out var name) &&
                PercentEncoding.TryDecode(equals < 0 ? [] : pair[(equals + 1)..], plusIsBlank: true, out var value))
            {
                pairs.Add(new(name, value));
            }
        }

        return new QueryParameters(pairs);
    }

    /// <summary>The first value of a parameter, or null when it is missing.</summary>
    public string? First(string name)
    {
        foreach (var (key, value) in _pairs)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>All values of a parameter.</summary>
    public IReadOnlyList<string> All(string name)
    {
        List<string>? values = null;
        foreach (var (key, value) in _pairs)
        {
            if (key == name)
            {
                (values ??= []).Add(value);
            }
        }

        return values ?? (IReadOnlyList<string>)[];
    }

    /// <summary>A boolean parameter, as Kubernetes converts it: present, and neither <c>false</c> nor <c>0</c>.</summary>
    public bool IsSet(string name) => First(name) is { } value && !value.Equals("false", StringComparison.OrdinalIgnoreCase) && value != "0";
}
