using Signet.Cli.Commands;
using Signet.Cli.Keys.Targets;
using Signet.Server.Background;

namespace Signet.Cli.Publish;

/// <summary>Publishes again and again until it is cancelled. A server that is away, and a target that fails, are tried again with a growing delay.</summary>
/// <param name="publisher">Publishes.</param>
/// <param name="open">Connects to the server; each round does, so that a restart of the server needs no attention.</param>
/// <param name="interval">The time between two rounds.</param>
/// <param name="time">The clock.</param>
internal sealed class PublishWatch(Publisher publisher, Func<ValueTask<IOperationTarget>> open, TimeSpan interval, TimeProvider time)
{
    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(15);
    private readonly Backoff _delays = new(TimeSpan.FromSeconds(1), interval > MaxDelay ? interval : MaxDelay);

    /// <summary>Runs.</summary>
    /// <exception cref="CommandException">The command line or a file of it cannot be used.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            failures = await TryAsync(cancellationToken).ConfigureAwait(false) ? 0 : failures + 1;
            await Task.Delay(failures == 0 ? interval : _delays.DelayAfter(failures), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var source = await open().ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                return await publisher.RunAsync(source, isWatching: true, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (CommandException exception) when (exception.ExitCode != ExitCodes.Usage)
        {
            await publisher.FailAsync(exception.Message, isWatching: true).ConfigureAwait(false);
            return false;
        }
    }
}
