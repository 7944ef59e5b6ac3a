using System.Text;

namespace Signet.Server.Background;

/// <summary>
/// The base of all background services. When a service ends while the server runs, that is logged, counted and shown by
/// <c>/readyz?verbose</c>, and it is restarted after a backoff (<see cref="Supervisor"/>).
/// </summary>
/// <remarks>
/// <see cref="ExecuteAsync"/> is called again after a fault and in each term of leadership, never concurrently. State that was read from the
/// store belongs to one call.
/// </remarks>
internal abstract class SupervisedService
{
    protected SupervisedService() => Name = NameOf(GetType().Name);

    /// <summary>The name in logs and health checks, from the type: <c>cache-follower</c>.</summary>
    public string Name { get; }

    /// <summary>The reconcilers that the service runs.</summary>
    public virtual IReadOnlyList<IReconciler> Reconcilers => [];

    /// <summary>The remark of <c>/readyz?verbose</c> while the service runs, or null. Readable by everyone: no names of objects, no secrets.</summary>
    public virtual string? Remark => null;

    /// <summary>Prepares the service before the server answers its first request, and at the start of each later term of leadership.</summary>
    public virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Works until cancelled.</summary>
    internal Task RunAsync(CancellationToken cancellationToken) => ExecuteAsync(cancellationToken);

    /// <summary>Works until cancelled.</summary>
    protected abstract Task ExecuteAsync(CancellationToken stoppingToken);

    /// <summary><c>CacheFollower</c> is <c>cache-follower</c>.</summary>
    private static string NameOf(string type)
    {
        var name = new StringBuilder();
        foreach (var letter in type)
        {
            name.Append(char.IsAsciiLetterUpper(letter) && name.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
