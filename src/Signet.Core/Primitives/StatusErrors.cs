namespace Signet.Core.Primitives;

/// <summary>
/// Creates the standard errors with Kubernetes' messages (apimachinery, <c>pkg/api/errors/errors.go</c>).
/// </summary>
internal static class StatusErrors
{
    public static StatusError BadRequest(string message) =>
        new() { Code = 400, Reason = StatusReasons.BadRequest, Message = message };

    /// <summary>400 for an object whose namespace differs from that of the path.</summary>
    public static StatusError NamespaceMismatch => BadRequest("the namespace of the provided object does not match the namespace sent on the request");

    /// <summary>401. Gives no reason, so that it does not help an attacker.</summary>
    public static StatusError Unauthorized { get; } =
        new() { Code = 401, Reason = StatusReasons.Unauthorized, Message = "Unauthorized" };

    /// <summary>403 for an object, for a resource if <paramref name="name"/> is empty, or for a path.</summary>
    public static StatusError Forbidden(GroupResource resource, string name, string why) => new()
    {
        Code = 403,
        Reason = StatusReasons.Forbidden,
        Message = resource.Resource.Length == 0 ? $"forbidden: {why}"
            : name.Length == 0 ? $"{resource} is forbidden: {why}"
            : $"{resource} {GoText.Quote(name)} is forbidden: {why}",
        Details = new() { Name = name, Group = resource.Group, Kind = resource.Resource },
    };

    /// <summary>404 for an object.</summary>
    public static StatusError NotFound(GroupResource resource, string name) => new()
    {
        Code = 404,
        Reason = StatusReasons.NotFound,
        Message = $"{resource} {GoText.Quote(name)} not found",
        Details = new() { Name = name, Group = resource.Group, Kind = resource.Resource },
    };

    /// <summary>404 for a resource, subresource or version that is not served.</summary>
    public static StatusError UnknownResource { get; } = new()
    {
        Code = 404,
        Reason = StatusReasons.NotFound,
        Message = "the server could not find the requested resource",
        Details = StatusDetails.Empty,
    };

    /// <summary>405 for a method that the resource does not support.</summary>
    public static StatusError MethodNotAllowed { get; } = new()
    {
        Code = 405,
        Reason = StatusReasons.MethodNotAllowed,
        Message = "the server does not allow this method on the requested resource",
        Details = StatusDetails.Empty,
    };

    /// <summary>415 for a body with a content coding such as <c>gzip</c>.</summary>
    public static StatusError UnsupportedContentCoding(string coding) => new()
    {
        Code = 415,
        Reason = StatusReasons.UnsupportedMediaType,
        Message = $"the body of the request is encoded as {GoText.Quote(coding)}, which is not supported: send it without Content-Encoding",
    };

    /// <summary>409 for the creation of an object that exists.</summary>
    public static StatusError AlreadyExists(GroupResource resource, string name) => new()
    {
        Code = 409,
        Reason = StatusReasons.AlreadyExists,
        Message = $"{resource} {GoText.Quote(name)} already exists",
        Details = new() { Name = name, Group = resource.Group, Kind = resource.Resource },
    };

    /// <summary>409 for a change that conflicts with the current state. Some callers pass a kind as the resource, as Kubernetes does.</summary>
    public static StatusError Conflict(GroupResource resource, string name, string why) => new()
    {
        Code = 409,
        Reason = StatusReasons.Conflict,
        Message = $"Operation cannot be fulfilled on {resource} {GoText.Quote(name)}: {why}",
        Details = new() { Name = name, Group = resource.Group, Kind = resource.Resource },
    };

    /// <summary>409 because the object has changed since the client read it.</summary>
    public static StatusError Modified(GroupResource resource, string name) => Conflict(resource, name,
        "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>422 with all field errors, in order.</summary>
    public static StatusError Invalid(GroupKind kind, string name, IReadOnlyList<FieldError> errors)
    {
        var causes = new StatusCause[errors.Count];
        for (var i = 0; i < causes.Length; i++)
        {
            causes[i] = new StatusCause(errors[i].Reason, errors[i].Text, errors[i].Field);
        }

        return new()
        {
            Code = 422,
            Reason = StatusReasons.Invalid,
            Message = $"{kind} {GoText.Quote(name)} is invalid: {FieldError.Join(errors)}",
            Details = new() { Name = name, Group = kind.Group, Kind = kind.Kind, Causes = causes },
        };
    }

    /// <summary>413 for a body over <paramref name="limit"/> bytes.</summary>
    public static StatusError RequestEntityTooLarge(long limit) => new()
    {
        Code = 413,
        Reason = StatusReasons.RequestEntityTooLarge,
        Message = $"Request entity too large: limit is {limit}",
    };

    /// <summary>413 for an object whose stored form would have <paramref name="size"/> bytes.</summary>
    public static StatusError ObjectTooLarge(GroupResource resource, string name, long size, long limit) => new()
    {
        Code = 413,
        Reason = StatusReasons.RequestEntityTooLarge,
        Message = $"Request entity too large: {resource} {GoText.Quote(name)} would be stored in {size} bytes, the limit is {limit}",
        Details = new() { Name = name, Group = resource.Group, Kind = resource.Resource },
    };

    /// <summary>414 for a path and query of more than <paramref name="limit"/> bytes.</summary>
    public static StatusError TargetTooLong(int limit) =>
        new() { Code = 414, Reason = StatusReasons.None, Message = $"Request URI too long: limit is {limit}" };

    /// <summary>431 for headers of more than <paramref name="limit"/> bytes in total.</summary>
    public static StatusError HeadersTooLarge(int limit) =>
        new() { Code = 431, Reason = StatusReasons.None, Message = $"Request header fields too large: limit is {limit}" };

    /// <summary>431 for more than <paramref name="limit"/> header lines.</summary>
    public static StatusError TooManyHeaders(int limit) =>
        new() { Code = 431, Reason = StatusReasons.None, Message = $"Request has too many header fields: limit is {limit}" };

    /// <summary>500 without a reason, as Kubernetes answers for errors of no known type.</summary>
    public static StatusError Unclassified(string message) =>
        new() { Code = 500, Reason = StatusReasons.None, Message = message };

    /// <summary>500. The client sees <paramref name="why"/>.</summary>
    public static StatusError InternalError(string why) => new()
    {
        Code = 500,
        Reason = StatusReasons.InternalError,
        Message = $"Internal error occurred: {why}",
        Details = new() { Causes = [new StatusCause("", why, "")] },
    };

    /// <summary>500 for an object whose stored value cannot be decoded (apiserver, <c>pkg/storage/errors.go</c> NewCorruptObjError).</summary>
    public static StatusError Unreadable(string storageKey, Revision revision) => InternalError(
        $"StorageError: corrupt object, Code: 6, Key: {storageKey}, ResourceVersion: {revision}, AdditionalErrorMsg: unable to read the stored value");

    /// <summary>501 for a feature of Kubernetes that this server does not implement.</summary>
    public static StatusError NotImplemented(string message) =>
        new() { Code = 501, Reason = StatusReasons.None, Message = message, Details = StatusDetails.Empty };

    /// <summary>504 for a revision that the server has not reached.</summary>
    public static StatusError TooLargeRevision(Revision requested, Revision current) => new()
    {
        Code = 504,
        Reason = StatusReasons.Timeout,
        Message = $"Timeout: Too large resource version: {requested}, current: {current}",
        Details = new StatusDetails
        {
            RetryAfterSeconds = 1,
            Causes = [new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")],
        },
    };

    /// <summary>410 for a revision that has been compacted.</summary>
    public static StatusError Expired(string message) =>
        new() { Code = 410, Reason = StatusReasons.Expired, Message = message };
}
