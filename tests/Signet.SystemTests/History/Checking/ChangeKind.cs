namespace Signet.SystemTests.History.Checking;

/// <summary>The changes of an object.</summary>
public enum ChangeKind
{
    /// <summary>It was created.</summary>
    Added,

    /// <summary>It was replaced.</summary>
    Modified,

    /// <summary>It was deleted.</summary>
    Deleted,
}
