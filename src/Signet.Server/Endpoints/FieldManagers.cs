using System.Text;
using System.Text.Json.Nodes;
using Signet.Core.Primitives;
using Signet.Server.Http;

namespace Signet.Server.Endpoints;

/// <summary>Who manages the fields of what is written (apiserver, <c>pkg/endpoints/handlers/create.go</c> managerOrUserAgent).</summary>
public static class FieldManagers
{
    private const int Longest = 128;

    /// <summary>The name of the manager: the parameter, else the User-Agent up to its slash.</summary>
    public static string NameOf(WriteOptions options, ApiRequest request)
    {
        if (options.FieldManager.Length > 0)
        {
            return options.FieldManager;
        }

        var agent = request.UserAgent;
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        var name = new StringBuilder();
        foreach (var letter in (slash < 0 ? agent : agent[..slash]).EnumerateRunes())
        {
            if (GoText.IsPrintable(letter) && Encoding.UTF8.GetByteCount(name.ToString()) + letter.Utf8SequenceLength <= Longest)
            {
                name.Append(letter.ToString());
            }
        }

        return name.Length == 0 ? "unknown" : name.ToString();
    }

    /// <summary>One entry of <c>metadata.managedFields</c>.</summary>
    public static JsonObject Entry(string manager, string apiVersion, JsonObject fields, DateTimeOffset now, string subresource)
    {
        var entry = new JsonObject
        {
            ["manager"] = manager,
            ["operation"] = "Update",
            ["apiVersion"] = apiVersion,
            ["time"] = Timestamps.Format(now),
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = fields,
        };
        if (subresource.Length > 0)
        {
            entry["subresource"] = subresource;
        }

        return entry;
    }
}
