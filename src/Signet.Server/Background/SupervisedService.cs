using System.Text;

namespace Signet.Server.Background;

/// <summary>
/// Work in the background: the base of all services of the product. Whatever ends it while the server runs is logged, counted and told by
/// <c>/readyz?verbose</c>, and it is started again after a backoff (<see cref="Supervisor"/>).
/// </summary>
/// <remarks>
/// <see cref="ExecuteAsync"/> is called again after a fault and in each term of leadership, never twice at once. State that was learned from the
/// store belongs to one call.
/// </remarks>
internal abstract class SupervisedService
{
    /// <summary>Names it after its type.</summary>
    protected SupervisedService() => Name = NameOf(GetType().Name);

    /// <summary>Its name in logs and health checks: <c>cache-follower</c>.</summary>
    public string Name { get; }

    /// <summary>The queues that it works on.</summary>
    public virtual IReadOnlyList<IReconciler> Reconcilers => [];

    /// <summary>What <c>/readyz?verbose</c> tells of its work while it runs; null when there is nothing to tell.</summary>
    public virtual string? Remark => null;

    /// <summary>What has to be done before the server answers its first request, and at the beginning of each later term of leadership.</summary>
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
