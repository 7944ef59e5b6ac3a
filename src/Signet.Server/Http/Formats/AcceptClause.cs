namespace Signet.Server.Http.Formats;

/// <summary>A clause of an Accept header: <c>application/json;as=Table;v=v1;g=meta.k8s.io;q=0.5</c>. Names are case-sensitive, as recorded.</summary>
/// <param name="MediaType">Type and subtype.</param>
/// <param name="Parameters">The rest but <c>q</c>: names and values.</param>
/// <param name="Quality">The weight; 1 when <c>q</c> is malformed.</param>
internal sealed record AcceptClause(string MediaType, IReadOnlyList<KeyValuePair<string, string>> Parameters, double Quality)
{
    /// <summary>The value of a parameter, or empty.</summary>
    public string Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key == name)
            {
                return value;
            }
        }

        return "";
    }
}
