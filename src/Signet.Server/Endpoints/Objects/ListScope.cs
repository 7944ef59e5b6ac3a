using System.Globalization;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary>What a list or a watch is about (<c>meta/v1</c> ListOptions).</summary>
/// <param name="Namespace">The namespace, or empty for all.</param>
/// <param name="Selector">Which objects of it.</param>
/// <param name="HasSelector">Whether that is less than all.</param>
/// <param name="Limit">At most so many in one page; 0 is no limit.</param>
internal sealed record ListScope(string Namespace, FieldSelector Selector, bool HasSelector, int Limit)
{
    /// <summary>Reads the parameters.</summary>
    public static Outcome<ListScope> Read(ResourceDefinition resource, ApiRequest request)
    {
        if (request.Query.First("labelSelector") is { Length: > 0 })
        {
            return StatusErrors.BadRequest("label selectors are not supported yet");
        }

        var fields = request.Query.First("fieldSelector") ?? "";
        if (!FieldSelector.Read(resource, fields).TryGetValue(out var selector, out var error))
        {
            return error;
        }

        var text = request.Query.First("limit") ?? "";
        if (text.Length == 0)
        {
            return new ListScope(resource.Namespaced ? request.Info.Namespace : "", selector, fields.Length > 0, 0);
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var limit)
            ? new ListScope(
                resource.Namespaced ? request.Info.Namespace : "", selector, fields.Length > 0, (int)Math.Clamp(limit, 0, int.MaxValue))
            : StatusErrors.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(text)}: invalid syntax");
    }
}
