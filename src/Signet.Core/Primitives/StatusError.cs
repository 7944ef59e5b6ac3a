namespace Signet.Core.Primitives;

/// <summary>
/// An error response: the fields of a <c>meta/v1</c> Status (apimachinery, <c>pkg/apis/meta/v1/types.go</c>).
/// The server's Http room writes it. Never holds tokens, keys or secret data.
/// </summary>
internal sealed record StatusError
{
    /// <summary>The HTTP status code, 400 to 599.</summary>
    public required int Code { get; init; }

    /// <summary>The machine-readable reason (<see cref="StatusReasons"/>), or empty where Kubernetes has none.</summary>
    public required string Reason { get; init; }

    /// <summary>The message. Clients compare it, so it is Kubernetes' own.</summary>
    public required string Message { get; init; }

    /// <summary>The object that the error is about; null omits <c>details</c>, <see cref="StatusDetails.Empty"/> writes <c>{}</c>.</summary>
    public StatusDetails? Details { get; init; }

    /// <summary>The token that continues a list whose revision has expired at the current revision; part of <c>metadata</c>.</summary>
    public string? Continue { get; init; }
}
