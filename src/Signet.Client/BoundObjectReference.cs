namespace Signet.Client;

/// <summary>The object that a token is bound to (<c>spec.boundObjectRef</c>): when it is deleted, token reviews refuse the token.</summary>
public sealed class BoundObjectReference
{
    /// <summary><c>Pod</c>, <c>Secret</c> or <c>Node</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The API version of the kind.</summary>
    public string ApiVersion { get; init; } = "v1";

    /// <summary>The name of the object.</summary>
    public required string Name { get; init; }

    /// <summary>The uid that the object must have; null accepts an object of this name with any uid.</summary>
    public string? Uid { get; init; }
}
