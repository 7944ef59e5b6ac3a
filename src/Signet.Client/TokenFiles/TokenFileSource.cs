namespace Signet.Client.TokenFiles;

/// <summary>
/// The token in a file that another program replaces, such as the projected token of a pod, which the kubelet replaces. The file is read at the first call, and
/// again by the first call a minute later, as Kubernetes' Go client does; after <see cref="Invalidate"/> by the next call. While the file cannot be read, or
/// holds no token, the token of the last reading is used.
/// </summary>
public sealed class TokenFileSource : IServiceAccountTokenSource
{
    /// <summary>The path of a pod's token for the API server.</summary>
    public const string DefaultPath = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private static readonly TimeSpan ReadInterval = TimeSpan.FromMinutes(1);
    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private ServiceAccountToken? _current;
    private Moment _readAt;
    private bool _isRefused;

    /// <summary>Makes a source. The file may be missing until the first call.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    public TokenFileSource(string path = DefaultPath, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_path, _time) = (path, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The file cannot be read, and has not been read before.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, and has not been read before.</exception>
    /// <exception cref="InvalidDataException">The file holds no token, and has not held one before.</exception>
    public ValueTask<ServiceAccountToken> GetTokenAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<ServiceAccountToken>(cancellationToken);
        }

        lock (_lock)
        {
            if (_current is null || _isRefused || _readAt.Elapsed(_time) >= ReadInterval)
            {
                try
                {
                    _current = Read();
                    (_readAt, _isRefused) = (Moment.Now(_time), false);
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
                {
                    // The next call reads again.
                    if (_current is null)
                    {
                        return ValueTask.FromException<ServiceAccountToken>(exception);
                    }
                }
            }

            return ValueTask.FromResult(_current);
        }
    }

    /// <inheritdoc/>
    public void Invalidate(ServiceAccountToken token)
    {
        ArgumentNullException.ThrowIfNull(token);
        lock (_lock)
        {
            _isRefused |= _current?.Value == token.Value;
        }
    }

    private ServiceAccountToken Read()
    {
        var value = File.ReadAllText(_path).Trim();
        return ServiceAccountToken.IsBearerToken(value)
            ? new ServiceAccountToken(value, expiresAt: null)
            : throw new InvalidDataException($"{_path} does not hold a token.");
    }
}
