using Signet.Server.Http.Requests;

namespace Signet.Server.Authorization.Impersonation;

/// <summary>
/// Impersonation of the node that the caller runs on, for a service account whose token is bound to that node or to a pod on it. A role cannot name
/// this node, because it differs for each replica.
/// </summary>
internal sealed class AssociatedNodeMode() : NodeMode("associated-node")
{
    private const string NodeNameKey = "authentication.kubernetes.io/node-name";

    /// <inheritdoc/>
    protected override string? ResourceNameFor(string node, in AuthenticatedRequest request)
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
