namespace Signet.Server.Files;

/// <summary>
/// Decides whether files have to be read: when a stamp has changed, some more times after that (they may have been written again within the
/// granularity of the timestamps), and once in a while in any case.
/// </summary>
internal sealed class FileStamps(IReadOnlyDictionary<string, FileStamp> stamps)
{
    /// <summary>Checks that read after a change: the coarsest timestamps (FAT) have a granularity of two seconds.</summary>
    public const int ChecksAfterChange = 3;

    /// <summary>One check of so many reads although nothing seems to have changed.</summary>
    public const int ChecksUntilRead = 60;

    private IReadOnlyDictionary<string, FileStamp> _stamps = stamps;
    private int _readsLeft = ChecksAfterChange;
    private int _checksSinceRead;

    /// <summary>Whether the files have to be read at this check.</summary>
    public bool MustRead()
    {
        if (_readsLeft > 0 || ++_checksSinceRead >= ChecksUntilRead)
        {
            return true;
        }

        foreach (var (path, stamp) in _stamps)
        {
            if (FileStamp.Of(path) != stamp)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The files have been read, with these stamps.</summary>
    public void Read(IReadOnlyDictionary<string, FileStamp> now)
    {
        _readsLeft = IsSame(now) ? Math.Max(0, _readsLeft - 1) : ChecksAfterChange;
        _stamps = now;
        _checksSinceRead = 0;
    }

    private bool IsSame(IReadOnlyDictionary<string, FileStamp> now)
    {
        if (now.Count != _stamps.Count)
        {
            return false;
        }

        foreach (var (path, stamp) in now)
        {
            if (!_stamps.TryGetValue(path, out var known) || known != stamp)
            {
                return false;
            }
        }

        return true;
    }
}
