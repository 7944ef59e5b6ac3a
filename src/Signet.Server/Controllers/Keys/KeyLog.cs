using System.Globalization;
using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed;

namespace Signet.Server.Controllers.Keys;

/// <summary>Tells the log of transitions of managed keys.</summary>
internal static class KeyLog
{
    /// <summary>Tells of each transition of a change.</summary>
    public static void Tell(ILogger logger, KeyChange change)
    {
        foreach (var transition in change.Transitions)
        {
            switch (transition)
            {
                case KeyTransition.Create create:
                    Log.KeyCreated(logger, create.Algorithm.Name, create.SignsFrom is { } from ? $"signs from {Text(from)}" : "has no time yet from which it signs", create.Reason);
                    break;
                case KeyTransition.Change changed:
                    Log.KeyChanged(logger, changed.After.KeyId, changed.Reason);
                    break;
                case KeyTransition.Remove removed:
                    Log.KeyRemoved(logger, removed.Key.KeyId, removed.Reason);
                    break;
            }
        }
    }

    private static string Text(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
