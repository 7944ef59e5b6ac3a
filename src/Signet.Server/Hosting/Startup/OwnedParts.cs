using Microsoft.Extensions.Logging;

namespace Signet.Server.Hosting.Startup;

/// <summary>
/// Owns the parts of a server and disposes them in the reverse order: at the end of the server, or when its start fails. A part whose disposal fails
/// is logged, and the others are still disposed.
/// </summary>
internal sealed class OwnedParts(ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<object> _parts = [];

    /// <summary>Adds a part that is <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</summary>
    public TPart Add<TPart>(TPart part)
        where TPart : class
    {
        lock (_lock)
        {
            _parts.Add(part);
        }

        return part;
    }

    /// <summary>Removes a part that another object disposes.</summary>
    public void Release(object part)
    {
        lock (_lock)
        {
            _parts.Remove(part);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (Take() is { } part)
        {
            try
            {
                await DisposeAsync(part).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Log.DisposeFailed(logger, exception, part.GetType().Name);
            }
        }
    }

    private static async ValueTask DisposeAsync(object part)
    {
        if (part is IAsyncDisposable asyncPart)
        {
            await asyncPart.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            ((IDisposable)part).Dispose();
        }
    }

    private object? Take()
    {
        lock (_lock)
        {
            if (_parts.Count == 0)
            {
                return null;
            }

            var last = _parts[^1];
            _parts.RemoveAt(_parts.Count - 1);
            return last;
        }
    }
}
