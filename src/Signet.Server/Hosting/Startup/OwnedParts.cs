using Microsoft.Extensions.Logging;

namespace Signet.Server.Hosting.Startup;

/// <summary>
/// The parts that are disposed together, the last one first: at the end of a server, and when its start fails after some of them were made. One that
/// fails to be disposed is logged, and the others follow.
/// </summary>
internal sealed class OwnedParts(ILogger logger) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<object> _parts = [];

    /// <summary>Takes the ownership of a part that is <see cref="IDisposable"/> or <see cref="IAsyncDisposable"/>.</summary>
    public TPart Add<TPart>(TPart part)
        where TPart : class
    {
        lock (_lock)
        {
            _parts.Add(part);
        }

        return part;
    }

    /// <summary>Gives the ownership of a part up: something else disposes it.</summary>
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
        if (part is IAsyncDisposable withTasks)
        {
            await withTasks.DisposeAsync().ConfigureAwait(false);
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
