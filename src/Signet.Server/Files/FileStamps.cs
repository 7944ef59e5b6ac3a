namespace Signet.Server.Files;

/// <summary>
/// Decides whether files have to be read: when a stamp has changed, several times after that (a file may have been written again within the
/// resolution of its timestamps), and at intervals in any case.
/// </summary>
internal sealed class FileStamps(IReadOnlyDictionary<string, FileStamp> stamps)
{
    /// <summary>The number of checks after a change that read the files: the coarsest timestamps (FAT) have a resolution of two seconds.</summary>
    public const int ChecksAfterChange = 3;

    /// <summary>Every check of this number reads the files even when no stamp has changed.</summary>
    public const int ChecksUntilRead = 60;

    private IReadOnlyDictionary<string, FileStamp> _stamps = stamps;
    private int _readsLeft = ChecksAfterChange;
    private int _checksSinceRead;

    /// <summary>Whether this check has to read the files.</summary>
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

    /// <summary>Records that the files were read, with these stamps.</summary>
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
