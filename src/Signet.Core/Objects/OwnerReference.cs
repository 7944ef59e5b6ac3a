namespace Signet.Core.Objects;

/// <summary>One entry of <c>metadata.ownerReferences</c>: whom an object belongs to (<c>meta/v1</c> OwnerReference).</summary>
/// <param name="ApiVersion">Group and version of the owner.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Name">Its name; it lies in the dependent's namespace or in none.</param>
/// <param name="Uid">Its uid.</param>
/// <param name="BlocksOwnerDeletion">Whether the owner's foreground deletion waits for the dependent.</param>
internal sealed record OwnerReference(string ApiVersion, string Kind, string Name, string Uid, bool BlocksOwnerDeletion);
