namespace Signet.Core.Resources.Cache;

/// <summary>Is told of unreadable values, on the object cache's writer.</summary>
internal interface IQuarantineObserver
{
    /// <summary>A value cannot be read.</summary>
    void Entered(UnreadableObject found);

    /// <summary>The value has been replaced by a readable one, or deleted.</summary>
    void Left(UnreadableObject found);
}
