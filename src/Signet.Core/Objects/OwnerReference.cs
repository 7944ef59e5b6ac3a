namespace Signet.Core.Objects;

/// <summary>An entry of <c>metadata.ownerReferences</c> (<c>meta/v1</c> OwnerReference).</summary>
/// <param name="ApiVersion">The group and version of the owner.</param>
/// <param name="Kind">The kind of the owner.</param>
/// <param name="Name">The name of the owner, which is in the namespace of the dependent or cluster-scoped.</param>
/// <param name="Uid">The uid of the owner.</param>
/// <param name="BlocksOwnerDeletion">Whether foreground deletion of the owner waits for the dependent.</param>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool BlocksOwnerDeletion);
