using Microsoft.Extensions.Logging;
using Signet.Core.Signing.Managed;
using Signet.Core.Signing.Managed.Operating;

namespace Signet.Server.Endpoints.Keys;

/// <summary>Logs what operators do to managed keys.</summary>
internal static class KeyOperationLog
{
    /// <summary>Logs a change.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="user">The operator.</param>
    /// <param name="action">What was asked for.</param>
    /// <param name="change">What was done.</param>
    /// <param name="auditId">The id of the request.</param>
    public static void Tell(ILogger logger, string user, KeyAction action, KeyChange change, string auditId)
    {
        foreach (var transition in change.Transitions)
        {
            Log.KeyOperated(logger, user, action, KeyOf(transition), transition.Reason, auditId);
        }

        foreach (var consequence in change.Consequences)
        {
            Log.KeyConsequence(logger, action, consequence, auditId);
        }
    }

    /// <summary>The key of a transition and its reason.</summary>
    public static string Describe(KeyTransition transition) => $"{KeyOf(transition)}: {transition.Reason}";

    private static string KeyOf(KeyTransition transition) => transition switch
    {
        KeyTransition.Change change => change.After.KeyId,
        KeyTransition.Remove remove => remove.Key.KeyId,
        KeyTransition.Create create => $"(new {create.Algorithm.Name} key)",
        _ => throw new ArgumentOutOfRangeException(nameof(transition)),
    };
}
