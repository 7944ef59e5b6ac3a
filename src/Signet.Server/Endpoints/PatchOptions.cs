using Signet.Core.Primitives;
using Signet.Server.Http.Targets;

namespace Signet.Server.Endpoints;

/// <summary>The parameters of a patch (<c>meta/v1</c> PatchOptions; apimachinery, <c>meta/v1/validation</c> ValidatePatchOptions).</summary>
internal static class PatchOptions
{
    /// <summary>Reads the parameters, or returns all their faults.</summary>
    /// <param name="query">The request's parameters.</param>
    /// <param name="isApply">Whether it is an apply patch, which needs a manager and may be forced.</param>
    public static Outcome<WriteOptions> Read(QueryParameters query, bool isApply)
    {
        var errors = new FieldErrors();
        if (isApply && (query.First("fieldManager") ?? "").Length == 0)
        {
            errors.Add(FieldError.Required("fieldManager", "is required for apply patch"));
        }

        if (!isApply && query.First("force") is not null)
        {
            errors.Add(FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        return WriteOptions.Read(query, "PatchOptions", [.. errors]).TryGetValue(out var options, out var error)
            ? options with { Force = query.First("force") is not (null or "false" or "0") }
            : error;
    }
}
