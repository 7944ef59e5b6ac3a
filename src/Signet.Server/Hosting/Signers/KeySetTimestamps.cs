using Microsoft.Extensions.Logging;
using Signet.Core.Primitives;
using Signet.Server.Hosting.Directories;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Signers;

/// <summary>When a set of keys was first published; remembered in the data directory, so that a restart does not change it.</summary>
internal sealed class KeySetTimestamps(DataDirectory directory, ILogger<KeySetTimestamps> logger)
{
    /// <summary>The file: the hash of the keys and the time.</summary>
    public const string FileName = "signer-keys";

    /// <summary>The time of a set of keys: the remembered one, or now for another set. Not safe for concurrent use.</summary>
    public DateTimeOffset Of(string keys, DateTimeOffset now)
    {
        try
        {
            if (directory.Read(FileName)?.Trim().Split(' ') is [var known, var text] && known == keys && Timestamps.TryParse(text, out var remembered))
            {
                return remembered;
            }

            directory.Write(FileName, $"{keys} {Timestamps.Format(now)}\n");
        }
        catch (StartupException exception)
        {
            // Only the timestamp after the next restart depends on it.
            Log.SignerTimestampNotKept(logger, exception.Message);
        }

        return Timestamps.ToWholeSeconds(now);
    }
}
