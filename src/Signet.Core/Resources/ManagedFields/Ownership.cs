using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields;

/// <param name="ApiVersion">The version in which the fields are named.</param>
/// <param name="Time">The time of the last change; null when there is none.</param>
internal sealed record Ownership(FieldSet Fields, string ApiVersion, string? Time);
