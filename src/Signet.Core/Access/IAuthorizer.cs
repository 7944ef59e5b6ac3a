namespace Signet.Core.Access;

/// <summary>Decides whether a request is allowed. Authorizers are called in order; the first verdict other than NoOpinion decides.</summary>
internal interface IAuthorizer
{
    /// <summary>
    /// Decides. All implementations but webhooks decide from memory: no I/O, no allocation, and the task is completed on return.
    /// </summary>
    ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken);
}
