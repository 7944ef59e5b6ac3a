namespace Signet.Core.Resources.ManagedFields;

/// <summary>Who writes, as far as the ownership of fields goes.</summary>
/// <param name="Name">The name that the client gave or was given: at most 128 bytes.</param>
/// <param name="Subresource">Through which subresource, or empty: one name owns other fields there.</param>
internal sealed record FieldManager(string Name, string Subresource);
