using Signet.Core.Primitives;

namespace Signet.Core.Resources.Patching;

/// <summary>The errors of patches (apiserver, <c>pkg/endpoints/handlers/patch.go</c>). No text shows the object, which may contain secrets.</summary>
internal static class PatchErrors
{
    /// <summary>422 for a patch that does not apply to the object; Kubernetes gives no details.</summary>
    public static StatusError DoesNotApply { get; } = new()
    {
        Code = 422,
        Reason = StatusReasons.Invalid,
        Message = "the server rejected our request due to an error in our request",
        Details = StatusDetails.Empty,
    };

    /// <summary>422 for a result that is not a valid object of its kind.</summary>
    public static StatusError InvalidResult(string why) =>
        StatusErrors.Invalid(new GroupKind("", ""), "", [FieldError.InvalidText("patch", "the patched object", why)]);

    /// <summary>422 for errors of strict field validation.</summary>
    public static StatusError NotStrict(IReadOnlyList<string> issues) =>
        InvalidResult("strict decoding error: " + string.Join(", ", issues));

    /// <summary>413 for a JSON patch that visits or moves too much of a document.</summary>
    internal static StatusError TooMuchEffort { get; } = new()
    {
        Code = 413,
        Reason = StatusReasons.RequestEntityTooLarge,
        Message = "Request entity too large: the operations of the JSON patch move too many entries of long lists or objects",
    };

    /// <summary>400 for a malformed body.</summary>
    internal static StatusError Malformed(string why) => StatusErrors.BadRequest("error decoding patch: " + why);

    /// <summary>413 for a JSON patch with too many operations.</summary>
    internal static StatusError TooManyOperations(int max, int count) => new()
    {
        Code = 413,
        Reason = StatusReasons.RequestEntityTooLarge,
        Message = $"Request entity too large: The allowed maximum operations in a JSON patch is {max}, got {count}",
    };
}
