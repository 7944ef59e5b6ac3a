using System.Net;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Signet.Testing;

namespace Signet.SystemTests.KubernetesClient;

/// <summary>
/// An informer, as controllers use it: a local copy of all service accounts of a namespace, from a list and a watch from its revision. After a 410 it
/// lists again.
/// </summary>
internal sealed class Informer(IKubernetes client, string ns) : IAsyncDisposable
{
    private const int PageSize = 250;
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, V1ServiceAccount> _items = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private CancellationTokenSource _watching = new();
    private TaskCompletionSource _changed = New();
    private TaskCompletionSource _mayWatch = New(done: true);
    private Task _running = Task.CompletedTask;

    /// <summary>The number of 410 answers.</summary>
    public int Expirations { get; private set; }

    /// <summary>The names and resource versions in the local copy.</summary>
    public IReadOnlyDictionary<string, string> Versions
    {
        get
        {
            lock (_lock)
            {
                return _items.ToDictionary(item => item.Key, item => item.Value.ResourceVersion());
            }
        }
    }

    public void Start() => _running = RunAsync();

    /// <summary>Waits until the local copy has an account.</summary>
    public async Task UntilHasAsync(string name)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_items.ContainsKey(name))
                {
                    return;
                }

                changed = _changed.Task;
            }

            var ended = await Task.WhenAny(changed, _running).WaitAsync(patience.Token);
            await ended;
        }
    }

    /// <summary>Ends the watch; a new one starts after <see cref="Reconnect"/>.</summary>
    public async Task DisconnectAsync()
    {
        _mayWatch = New();
        await _watching.CancelAsync();
    }

    /// <summary>Continues the watch from the last revision.</summary>
    public void Reconnect() => _mayWatch.SetResult();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _watching.Dispose();
        _end.Dispose();
    }

    private static TaskCompletionSource New(bool done = false)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (done)
        {
            source.SetResult();
        }

        return source;
    }

    private async Task RunAsync()
    {
        var version = await ListAsync();
        while (true)
        {
            // In this order, because DisconnectAsync first forbids new watches and then cancels: one of both affects this watch.
            _watching = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
            await _mayWatch.Task.WaitAsync(_end.Token);
            try
            {
                await foreach (var (type, item) in client.CoreV1.WatchListNamespacedServiceAccountAsync(
                    ns, allowWatchBookmarks: true, resourceVersion: version, onError: e => throw e, cancellationToken: _watching.Token))
                {
                    version = item.ResourceVersion();
                    Apply(type, item);
                }
            }
            catch (OperationCanceledException) when (!_end.IsCancellationRequested)
            {
                // Disconnected by the test.
            }
            catch (Exception e) when (IsGone(e))
            {
                Expirations++;
                version = await ListAsync();
            }
        }
    }

    private static bool IsGone(Exception e) =>
        e is KubernetesException { Status.Code: 410 } or HttpOperationException { Response.StatusCode: HttpStatusCode.Gone };

    private async Task<string> ListAsync()
    {
        var found = new List<V1ServiceAccount>();
        var page = new V1ServiceAccountList();
        do
        {
            page = await client.CoreV1.ListNamespacedServiceAccountAsync(
                ns, limit: PageSize, continueParameter: page.Metadata?.ContinueProperty, cancellationToken: _end.Token);
            found.AddRange(page.Items);
        }
        while (!string.IsNullOrEmpty(page.Metadata.ContinueProperty));
        lock (_lock)
        {
            _items.Clear();
            found.ForEach(item => _items.Add(item.Name(), item));
            SignalChange();
        }

        return page.Metadata.ResourceVersion;
    }

    private void Apply(WatchEventType type, V1ServiceAccount item)
    {
        lock (_lock)
        {
            // An addition of an existing object, or a change of an unknown one, means a repeated or lost event.
            Assert.True(
                type switch
                {
                    WatchEventType.Added => _items.TryAdd(item.Name(), item),
                    WatchEventType.Modified => _items.Remove(item.Name()) && _items.TryAdd(item.Name(), item),
                    WatchEventType.Deleted => _items.Remove(item.Name()),
                    _ => type == WatchEventType.Bookmark,
                },
                $"{type} of {item.Name()} does not follow");
            SignalChange();
        }
    }

    private void SignalChange()
    {
        _changed.TrySetResult();
        _changed = New();
    }
}
