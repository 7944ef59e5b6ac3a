using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Signet.Server.Files;

/// <summary>
/// A file that a setting names, or several that are used together (a certificate and its key), and the value parsed from it. A new
/// content takes effect when two consecutive checks have found the same bytes and they can be parsed. Other contents are logged once and change nothing.
/// </summary>
/// <remarks>
/// While the server runs, an empty file is never a new content: writers that truncate a file first leave it empty for a moment. A path that
/// is not a regular file
/// at the start (a pipe) is read once and not followed.
/// </remarks>
internal sealed class FollowedFile<T> : IValueSource<T>, IFollowedFile
    where T : class
{
    private readonly Func<FileContents, T> _parse;
    private readonly Func<T, string> _describe;
    private readonly TimeProvider _time;
    private readonly FileStamps _stamps;
    private readonly bool _isFollowed;
    private readonly List<Action<T>> _actions = [];
    private string _inForce;
    private string? _exposedAtStart;
    private string? _pending;
    private string? _refused;
    private volatile T _current;
    private volatile FileStatus _status;

    private FollowedFile(
        IReadOnlyList<SettingFile> files, Func<FileContents, T> parse, Func<T, string> describe, TimeProvider time, FileContents contents)
    {
        (Files, _parse, _describe, _time) = (files, parse, describe, time);
        _current = parse(contents);
        (_inForce, _stamps, _status) = (contents.Digest, new FileStamps(contents.Stamps), new FileStatus(time.GetUtcNow()));
        _exposedAtStart = string.Join("; ", contents.Exposed);
        _isFollowed = files.All(file => contents.Stamps[file.Path].IsRegular);
    }

    /// <inheritdoc/>
    public IReadOnlyList<SettingFile> Files { get; }

    /// <inheritdoc/>
    public FileStatus Status => _status;

    public T Current => _current;

    /// <summary>Loads the files for the start.</summary>
    /// <param name="files">The files, at least one.</param>
    /// <param name="parse">Parses the value; throws <see cref="FormatException"/> for invalid content. Called by one thread at a time.</param>
    /// <param name="describe">Describes a value for the log, such as its number of entries; no secrets.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="UnusableFileException">A file cannot be read or parsed.</exception>
    public static FollowedFile<T> Open(
        IReadOnlyList<SettingFile> files, Func<FileContents, T> parse, Func<T, string> describe, TimeProvider time)
    {
        try
        {
            return new FollowedFile<T>(files, parse, describe, time, new FileContents(files, isStart: true) { RefusesExposedSecrets = true });
        }
        catch (Exception exception) when (FaultOf(exception, files) is { } fault)
        {
            throw fault;
        }
    }

    /// <summary>Adds a callback for each new value. Must be called before the first check.</summary>
    public void OnChange(Action<T> action) => _actions.Add(action);

    /// <inheritdoc/>
    public void Check(bool takesEffectNow, ILogger logger)
    {
        if (_exposedAtStart is { } exposed)
        {
            _exposedAtStart = null;
            ReportExposure(exposed, logger);
        }

        if (!_isFollowed || (!takesEffectNow && _pending is null && !_stamps.MustRead()))
        {
            return;
        }

        var contents = new FileContents(Files, isStart: false);
        var (value, fault) = Parse(contents);
        _stamps.Read(contents.Stamps);
        if (value is not null)
        {
            ReportExposure(string.Join("; ", contents.Exposed), logger);
        }

        var digest = contents.Digest;
        var isPending = digest == _pending;
        _pending = null;
        if (digest == _inForce)
        {
            Recover(logger);
        }
        else if (digest == _refused && !takesEffectNow)
        {
            return;
        }
        else if (!isPending && !takesEffectNow)
        {
            _pending = digest;
        }
        else if (value is not null)
        {
            Take(value, digest, logger);
        }
        else
        {
            Refuse(fault, digest, logger);
        }
    }

    private static UnusableFileException? FaultOf(Exception exception, IReadOnlyList<SettingFile> files) => exception switch
    {
        UnusableFileException known => known,
        FormatException format => new UnusableFileException(files[0], format.Message, format),
        CryptographicException or ArgumentException => new UnusableFileException(files[0], "cannot be read", exception),
        _ => null,
    };

    private (T? Value, string Fault) Parse(FileContents contents)
    {
        try
        {
            return (_parse(contents), "");
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // An unexpected exception refuses the content, too. Its message is not logged because it may contain secrets.
            return (null, FaultOf(exception, Files)?.Message ?? $"--{Files[0].Setting}: {Files[0].Path}: unexpected {exception.GetType().Name}");
        }
    }

    private void Take(T value, string digest, ILogger logger)
    {
        _current = value;
        (_inForce, _refused) = (digest, null);
        _status = new FileStatus(_time.GetUtcNow()) { Loads = _status.Loads + 1, Failures = _status.Failures, Exposed = _status.Exposed };
        Log.FileLoaded(logger, Names, _describe(value));
        foreach (var action in _actions)
        {
            try
            {
                action(value);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Log.ChangeFailed(logger, exception, Names);
            }
        }
    }

    private void Refuse(string fault, string digest, ILogger logger)
    {
        _refused = digest;
        _status = _status with { Failures = _status.Failures + 1, FailingSince = _status.FailingSince ?? _time.GetUtcNow(), Fault = fault };
        Log.FileRefused(logger, fault);
    }

    /// <summary>
    /// Logs a change of permissions once: at most one line per check and file. The content stays usable, because refusing a rotated key would harm more.
    /// </summary>
    private void ReportExposure(string exposed, ILogger logger)
    {
        if (exposed == _status.Exposed)
        {
            return;
        }

        _status = _status with { Exposed = exposed };
        if (exposed.Length > 0)
        {
            Log.SecretExposed(logger, exposed);
        }
        else
        {
            Log.SecretKept(logger, Names);
        }
    }

    /// <summary>The file has the content in force again.</summary>
    private void Recover(ILogger logger)
    {
        if (_refused is not null)
        {
            _refused = null;
            _status = _status with { FailingSince = null, Fault = "" };
            Log.FileRestored(logger, Names);
        }
    }

    private string Names => string.Join(", ", Files.Select(file => $"--{file.Setting}: {file.Path}"));
}
