namespace Signet.Core.Primitives;

/// <summary>
/// A failure as a client sees it: the fields of a <c>meta/v1</c> Status (apimachinery, <c>pkg/apis/meta/v1/types.go</c>).
/// One place, in the server's Http room, turns it into an answer. Never holds tokens, keys or secret data.
/// </summary>
internal sealed record StatusError
{
    /// <summary>The HTTP status code, 400 to 599.</summary>
    public required int Code { get; init; }

    /// <summary>The machine-readable reason (<see cref="StatusReasons"/>), or empty when Kubernetes gives none.</summary>
    public required string Reason { get; init; }

    /// <summary>The text for people; clients compare it, so it is Kubernetes' own.</summary>
    public required string Message { get; init; }

    /// <summary>What the failure is about; null leaves <c>details</c> out, <see cref="StatusDetails.Empty"/> writes <c>{}</c>.</summary>
    public StatusDetails? Details { get; init; }

    /// <summary>For a list that cannot be continued as it was: the token that continues it otherwise. Stands in <c>metadata</c>.</summary>
    public string? Continue { get; init; }
}
