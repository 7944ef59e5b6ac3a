namespace Signet.Core.Resources.Writing;

/// <summary>What becomes of the objects that belong to one that is deleted (<c>meta/v1</c> DeletionPropagation).</summary>
internal enum PropagationPolicy
{
    /// <summary>Nothing was asked for: as the object's finalizers say, else in the background.</summary>
    Unspecified,

    /// <summary>They go after it.</summary>
    Background,

    /// <summary>They go before it.</summary>
    Foreground,

    /// <summary>They stay, without an owner.</summary>
    Orphan,
}
