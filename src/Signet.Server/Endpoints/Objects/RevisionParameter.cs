using System.Globalization;
using Signet.Core.Primitives;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary>The parameter <c>resourceVersion</c> of a read: at least so new must the answer be.</summary>
internal static class RevisionParameter
{
    /// <summary>Null when the cache is as new as that.</summary>
    public static StatusError? Check(ApiRequest request, Revision current)
    {
        var text = request.Query.First("resourceVersion") ?? "";
        if (text.Length == 0)
        {
            return null;
        }

        if (!TryParse(text, out var wanted))
        {
            return StatusErrors.BadRequest($"resourceVersion: Invalid value: {GoText.Quote(text)}: strconv.ParseUint: parsing {GoText.Quote(text)}: invalid syntax");
        }

        return wanted > current ? TooNew(wanted, current) : null;
    }

    /// <summary>Reads a revision.</summary>
    public static bool TryParse(string text, out Revision revision)
    {
        var isNumber = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        revision = new Revision(number > long.MaxValue ? long.MaxValue : (long)number);
        return isNumber;
    }

    private static StatusError TooNew(Revision wanted, Revision current) => new()
    {
        Code = 504,
        Reason = StatusReasons.Timeout,
        Message = $"Timeout: Too large resource version: {wanted}, current: {current}",
        Details = new StatusDetails
        {
            RetryAfterSeconds = 1,
            Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")],
        },
    };
}
