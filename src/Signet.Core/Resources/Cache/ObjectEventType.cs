namespace Signet.Core.Resources.Cache;

/// <summary>What happened to an object.</summary>
internal enum ObjectEventType
{
    /// <summary>It was created.</summary>
    Added,

    /// <summary>It changed.</summary>
    Modified,

    /// <summary>It was removed.</summary>
    Deleted,
}
