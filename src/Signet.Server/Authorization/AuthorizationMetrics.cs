using Signet.Core.Access;
using Signet.Core.Metrics;

namespace Signet.Server.Authorization;

/// <summary>The metrics of authorization (apiserver, <c>pkg/authorization/metrics</c>): the verdicts of each authorizer of the settings.</summary>
internal sealed class AuthorizationMetrics
{
    private readonly ValueCell?[] _allowed;
    private readonly ValueCell?[] _denied;

    /// <summary>Declares the metrics.</summary>
    /// <param name="metrics">The metrics of the server.</param>
    /// <param name="types">The types of the chain's authorizers, in their order; null for one that is not counted.</param>
    public AuthorizationMetrics(MetricSet metrics, IReadOnlyList<string?> types)
    {
        var decisions = metrics.Counter(
            "apiserver_authorization_decisions_total", "Decisions that an authorizer has made, by its type and name.", "type", "name", "decision");
        ValueCell? Cell(string? type, string decision) => type is null ? null : decisions.With(type, type.ToLowerInvariant(), decision);
        _allowed = [.. types.Select(type => Cell(type, "allowed"))];
        _denied = [.. types.Select(type => Cell(type, "denied"))];
    }

    /// <summary>Counts a decision.</summary>
    /// <param name="index">The index of the authorizer in the chain.</param>
    /// <param name="verdict">Its verdict; no opinion is not counted.</param>
    public void Count(int index, AuthorizationVerdict verdict)
    {
        switch (verdict)
        {
            case AuthorizationVerdict.Allow:
                _allowed[index]?.Add(1);
                break;
            case AuthorizationVerdict.Deny:
                _denied[index]?.Add(1);
                break;
        }
    }
}
