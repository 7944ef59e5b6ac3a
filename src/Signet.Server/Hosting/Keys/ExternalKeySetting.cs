using System.Globalization;
using Signet.Core.Tokens.Issuing;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;
using Signet.Signing.External;
using Signet.Signing.External.Protocol;

namespace Signet.Server.Hosting.Keys;

/// <summary>Opens the keys of an external signer, as kube-apiserver does: first the keys, then the limits of the signer.</summary>
internal sealed class ExternalKeySetting(ServerOptions options, TimeProvider time)
{
    private const string Setting = "--service-account-signing-endpoint";

    /// <summary>How long a start waits for the keys; a signer may be started at the same time.</summary>
    private static readonly TimeSpan KeysTimeout = TimeSpan.FromSeconds(60);

    /// <summary>How long a start waits for the limits.</summary>
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The pause between two attempts while the signer is not reachable.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Opens the keys; the caller disposes them.</summary>
    /// <exception cref="StartupException">The signer does not answer, an answer is invalid, or the settings exceed its limits.</exception>
    public async ValueTask<ExternalKeys> OpenAsync(string endpoint, CancellationToken cancellationToken)
    {
        var address = SignerAddress.TryParse(endpoint) ?? throw new StartupException($"{Setting}: {endpoint} is not the path of a socket, or @name");
        var client = new ExternalSignerClient(address, time);
        try
        {
            var keys = await WaitAsync(client.FetchKeysAsync, KeysTimeout, cancellationToken).ConfigureAwait(false);
            FetchedKeys.Read(keys);
            var metadata = await WaitAsync(client.GetMetadataAsync, MetadataTimeout, cancellationToken).ConfigureAwait(false);
            return new ExternalKeys(client, keys, MaxLifetime(metadata), time);
        }
        catch (ExternalSignerException exception)
        {
            client.Dispose();
            throw new StartupException($"{Setting}: {exception.Message}", exception) { IsTransient = exception.IsTransient };
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Calls until there is an answer, or the time is over.</summary>
    private async Task<TAnswer> WaitAsync<TAnswer>(Func<TimeSpan, CancellationToken, Task<TAnswer>> call, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                // A pause may have taken longer than what was left.
                var left = timeout - time.GetElapsedTime(start);
                return await call(left > Pause ? left : Pause, cancellationToken).ConfigureAwait(false);
            }
            catch (ExternalSignerException exception) when (exception.IsTransient && time.GetElapsedTime(start) + Pause < timeout)
            {
                await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The max lifetime of the settings, at most that of the signer.</summary>
    private TimeSpan MaxLifetime(MetadataResponse metadata)
    {
        var signers = metadata.MaxTokenExpirationSeconds;
        if (signers < TokenLifetimePolicy.MinSeconds)
        {
            throw new StartupException(
                $"{Setting}: the signer signs tokens of at most {signers} s; at least {TokenLifetimePolicy.MinSeconds} s are required");
        }

        if (options.Tokens.MaxLifetime is { TotalSeconds: < TokenLifetimePolicy.MaxSeconds } configured && configured.TotalSeconds > signers)
        {
            throw new StartupException(string.Create(
                CultureInfo.InvariantCulture,
                $"--service-account-max-token-expiration is {configured.TotalSeconds} s, which is longer than the {signers} s that the signer at {Setting} supports"));
        }

        return TimeSpan.FromSeconds(Math.Min(signers, (long)MaxTokenLifetime.Of(options.Tokens).TotalSeconds));
    }
}
