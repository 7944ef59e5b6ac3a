namespace Signet.Core.Resources.ManagedFields;

/// <summary>The writer of an object as an owner of fields.</summary>
/// <param name="Name">The name from the request or a default; at most 128 bytes.</param>
/// <param name="Subresource">The written subresource; empty for the whole object. Ownership is separate for each subresource.</param>
internal sealed record FieldManager(string Name, string Subresource);
