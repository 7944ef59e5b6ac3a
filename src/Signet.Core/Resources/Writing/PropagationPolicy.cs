namespace Signet.Core.Resources.Writing;

/// <summary>The deletion of dependents (<c>meta/v1</c> DeletionPropagation).</summary>
internal enum PropagationPolicy
{
    /// <summary>Not requested: decided by the finalizers of the object, by default in the background.</summary>
    Unspecified,

    /// <summary>Dependents are deleted after the object.</summary>
    Background,

    /// <summary>Dependents are deleted before the object.</summary>
    Foreground,

    /// <summary>Dependents stay, without the owner reference.</summary>
    Orphan,
}
