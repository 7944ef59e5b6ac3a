namespace Signet.Core.Access;

/// <summary>Says whether a request may be made. Several are asked in order; the first with an opinion decides.</summary>
internal interface IAuthorizer
{
    /// <summary>
    /// Decides. All but a webhook do so from memory: no I/O, no allocation, completed when it returns.
    /// </summary>
    ValueTask<AuthorizationDecision> AuthorizeAsync(in RequestAttributes attributes, CancellationToken cancellationToken);
}
