using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields;
using Signet.Server.Http;

namespace Signet.Server.Endpoints;

/// <summary>Who manages the fields of what is written (apiserver, <c>pkg/endpoints/handlers/create.go</c> managerOrUserAgent).</summary>
public static class FieldManagers
{
    private const int Longest = 128;

    /// <summary>The manager of a write to an object or to one of its subresources.</summary>
    public static FieldManager Of(WriteOptions options, ApiRequest request) => new(NameOf(options, request), request.Info.Subresource);

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
}
