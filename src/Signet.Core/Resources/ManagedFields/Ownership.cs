using Signet.Core.Resources.FieldSets;

namespace Signet.Core.Resources.ManagedFields;

/// <summary>What one owner owns.</summary>
/// <param name="Fields">The fields.</param>
/// <param name="ApiVersion">The version in which they are named.</param>
/// <param name="Time">When that last changed, or null.</param>
internal sealed record Ownership(FieldSet Fields, string ApiVersion, string? Time);
