namespace Signet.Core.Resources.Cache;

/// <summary>Notified of unreadable values, on the writer of the object cache.</summary>
internal interface IQuarantineObserver
{
    /// <summary>A value cannot be read.</summary>
    void Entered(UnreadableObject found);

    /// <summary>The value has been replaced by a readable one, or deleted.</summary>
    void Left(UnreadableObject found);
}
