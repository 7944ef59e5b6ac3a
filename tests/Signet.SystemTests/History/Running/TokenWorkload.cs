using System.Globalization;
using Signet.SystemTests.History.Checking;
using Signet.Testing;

namespace Signet.SystemTests.History.Running;

/// <summary>Creates an object, issues tokens that are bound to it and reviews them, deletes it, and goes on until the freshness has passed twice.</summary>
internal sealed class TokenWorkload(int number, HistoryClient client, SeededSequence sequence, TimeSpan freshness)
{
    private const int StepsBefore = 6;
    private const int DeletionAttempts = 5;

    /// <summary>The machine has other work to do.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    private static readonly TimeSpan PauseAfterDeletion = TimeSpan.FromMilliseconds(100);

    public async Task RunAsync(CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await LiveAsync(string.Create(CultureInfo.InvariantCulture, $"t{number}-{i}"), stop);
        }
    }

    private async Task LiveAsync(string name, CancellationToken stop)
    {
        if ((await client.CreateAsync(name)).Result != CallResult.Done)
        {
            await Task.Delay(Pause);
            return;
        }

        var tokens = new List<string>();
        for (var step = 0; step < StepsBefore && !stop.IsCancellationRequested; step++)
        {
            await UseAsync(name, tokens);
            await Task.Delay(Pause);
        }

        var deletion = await client.DeleteAsync(name);
        for (var attempt = 1; deletion.Result == CallResult.Unknown && attempt < DeletionAttempts; attempt++)
        {
            await Task.Delay(PauseAfterDeletion);
            deletion = await client.DeleteAsync(name);
        }

        while (client.Log.Now - deletion.Ended < freshness * 2 && !stop.IsCancellationRequested)
        {
            await UseAsync(name, tokens);
            await Task.Delay(PauseAfterDeletion);
        }
    }

    private async Task UseAsync(string name, List<string> tokens)
    {
        if (tokens.Count > 0 && sequence.Next(3) > 0)
        {
            await client.ReviewAsync(name, tokens[sequence.Next(tokens.Count)]);
        }
        else if (await client.IssueAsync(name) is { } token)
        {
            tokens.Add(token);
        }
    }
}
