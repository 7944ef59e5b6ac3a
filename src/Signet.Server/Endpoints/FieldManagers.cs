using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Resources.ManagedFields;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints;

/// <summary>The field manager of a write (apiserver, <c>pkg/endpoints/handlers/create.go</c> managerOrUserAgent).</summary>
internal static class FieldManagers
{
    private const int MaxLength = 128;

    public static FieldManager Of(WriteOptions options, ApiRequest request) => new(NameOf(options, request), request.Info.Subresource);

    /// <summary>The parameter <c>fieldManager</c>, else the User-Agent up to the slash.</summary>
    public static string NameOf(WriteOptions options, ApiRequest request)
    {
        if (options.FieldManager.Length > 0)
        {
            return options.FieldManager;
        }

        var agent = request.UserAgent;
        var slash = agent.IndexOf('/', StringComparison.Ordinal);
        var product = slash < 0 ? agent : agent[..slash];
        var name = product.Length <= MaxLength && !product.AsSpan().ContainsAnyExceptInRange(' ', '~') ? product : Printable(product);
        return name.Length == 0 ? "unknown" : name;
    }

    /// <summary>The characters that Go considers printable, up to the maximum length of a manager's name.</summary>
    private static string Printable(string product)
    {
        var name = new StringBuilder();
        var length = 0;
        foreach (var letter in product.EnumerateRunes())
        {
            if (GoText.IsPrintable(letter) && length + letter.Utf8SequenceLength <= MaxLength)
            {
                name.Append(letter.ToString());
                length += letter.Utf8SequenceLength;
            }
        }

        return name.ToString();
    }
}
