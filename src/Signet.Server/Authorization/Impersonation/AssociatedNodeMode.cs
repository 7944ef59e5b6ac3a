using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// The node that the caller itself runs on: a service account with a token that is bound to the node or to a pod there. A rule cannot
/// name that node, since it is another one for each replica.
/// </summary>
internal sealed class AssociatedNodeMode() : NodeMode("associated-node")
{
    private const string NodeNameKey = "authentication.kubernetes.io/node-name";

    /// <inheritdoc/>
    protected override string? NameToAsk(string node, in AuthenticatedRequest request)
    {
        if (!TryReadServiceAccount(request.Sender.Name, out _, out _))
        {
            return null;
        }

        foreach (var (key, values) in request.Sender.Extra)
        {
            if (key == NodeNameKey)
            {
                return values.Count == 1 && values[0] == node ? "*" : null;
            }
        }

        return null;
    }
}
