using System.Text;

namespace Signet.Client.TokenFiles;

/// <summary>
/// Keeps the token of a source in a file for programs that read one. The file has mode 0600 and is replaced in one step: a reader sees the old token or the new
/// one, and a failed replacement leaves the old one. The directory has to exist. Files stay when the writer ends.
/// </summary>
public sealed class TokenFileWriter : IDisposable
{
    private readonly IServiceAccountTokenSource _source;
    private readonly string _path;
    private readonly TokenFileWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private string? _written;

    /// <summary>Makes a writer, which writes nothing yet.</summary>
    /// <param name="source">The source of the token, which the writer does not dispose.</param>
    /// <param name="path">The path of the token file.</param>
    /// <param name="options">The options; null for the defaults.</param>
    public TokenFileWriter(IServiceAccountTokenSource source, string path, TokenFileWriterOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(path);
        (_source, _path, _options) = (source, Path.GetFullPath(path), options ?? new TokenFileWriterOptions());
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(_options.CheckInterval, TimeSpan.Zero, nameof(options));
        _time = _options.TimeProvider ?? TimeProvider.System;
        EnvironmentVariables = _options.Credential?.GetEnvironmentVariables(_path) ?? new Dictionary<string, string>();
    }

    /// <summary>The environment variables for the program that uses the cloud; empty without <see cref="TokenFileWriterOptions.Credential"/>.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentVariables { get; }

    /// <summary>Writes the files once, unless the token file holds the token already.</summary>
    /// <exception cref="TokenRequestException">There is no token: <see cref="TokenRequestSource.GetTokenAsync"/>.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written.</exception>
    public async Task WriteAsync(CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var token = await _source.GetTokenAsync(cancellationToken).ConfigureAwait(false);
            if (_written == token.Value && File.Exists(_path))
            {
                return;
            }

            await AtomicFile.ReplaceAsync(_path, Encoding.ASCII.GetBytes(token.Value), cancellationToken).ConfigureAwait(false);
            if (_options.Credential?.GetConfiguration(_path) is var (path, content))
            {
                await AtomicFile.ReplaceAsync(path, content, cancellationToken).ConfigureAwait(false);
            }

            _written = token.Value;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes the files at once and whenever the source has another token, until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled. Otherwise it ends only by an unexpected exception of the source.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await WriteAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is TokenRequestException or IOException or UnauthorizedAccessException or InvalidDataException)
            {
                _options.OnFailure?.Invoke(exception);
            }

            await Task.Delay(_options.CheckInterval, _time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Releases the writer, after <see cref="RunAsync"/> has ended. It deletes no file.</summary>
    public void Dispose() => _writing.Dispose();
}
