using Signet.Core.Primitives;
using Signet.Core.Resources.Model;

namespace Signet.Server.Endpoints.Api;

/// <summary>A version of an API group, and the resources that discovery lists in it.</summary>
/// <param name="GroupVersion">Group and version.</param>
/// <param name="Stored">The stored resources.</param>
/// <param name="Others">The resources that are not stored.</param>
internal sealed record ServedVersion(GroupVersion GroupVersion, IReadOnlyList<ResourceDefinition> Stored, IReadOnlyList<VirtualResource> Others);
