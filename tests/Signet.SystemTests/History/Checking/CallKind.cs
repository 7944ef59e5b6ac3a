namespace Signet.SystemTests.History.Checking;

/// <summary>The requests of a history.</summary>
public enum CallKind
{
    /// <summary>Creates an object whose name is used once.</summary>
    Create,

    /// <summary>Issues a token that is bound to the object.</summary>
    Issue,

    /// <summary>Reviews such a token.</summary>
    Review,

    /// <summary>Deletes the object.</summary>
    Delete,

    /// <summary>Replaces a counter by one that is higher by one, with the resourceVersion that was read.</summary>
    Increment,

    /// <summary>Reads a counter, as new as the store.</summary>
    Read,

    /// <summary>Lists all objects, as new as the store.</summary>
    List,
}
