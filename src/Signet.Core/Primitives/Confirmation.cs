namespace Signet.Core.Primitives;

/// <summary>The refusal of an operation that breaks something, and that its caller has not confirmed.</summary>
internal static class Confirmation
{
    /// <summary>The reason of the causes: each one is a consequence.</summary>
    public const string Reason = "NotConfirmed";

    /// <summary>A 409 whose causes are the consequences.</summary>
    public static StatusError Require(GroupResource resource, IReadOnlyList<string> consequences)
    {
        var error = StatusErrors.Conflict(resource, "", $"it has to be confirmed: {string.Join("; ", consequences)}");
        return error with { Details = error.Details! with { Causes = [.. consequences.Select(each => new StatusCause(Reason, each, "spec.confirmed"))] } };
    }
}
