namespace Signet.Core.Primitives;

/// <summary>
/// A failure as a client sees it: the fields of a <c>meta/v1</c> Status (apimachinery, <c>pkg/apis/meta/v1/types.go</c>).
/// One place, in the server's Http room, turns it into an answer. Never holds tokens, keys or secret data.
/// </summary>
public sealed record StatusError
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

/// <summary>The <c>details</c> of a Status; empty members are left out of the answer.</summary>
public sealed record StatusDetails
{
    /// <summary>Details without any member, written as <c>{}</c>.</summary>
    public static StatusDetails Empty { get; } = new();

    /// <summary>The name of the object.</summary>
    public string Name { get; init; } = "";

    /// <summary>The API group.</summary>
    public string Group { get; init; } = "";

    /// <summary>A kind, or the plural of a resource: Kubernetes puts either here, by error.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The uid of the object.</summary>
    public string Uid { get; init; } = "";

    /// <summary>One entry for each thing that is wrong.</summary>
    public IReadOnlyList<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds after which to try again, or 0; sent as the Retry-After header too.</summary>
    public int RetryAfterSeconds { get; init; }
}

/// <summary>One cause of a failure: a reason (<c>FieldValueInvalid</c>, …), a text and the path of the field.</summary>
public sealed record StatusCause(string Reason, string Message, string Field);
