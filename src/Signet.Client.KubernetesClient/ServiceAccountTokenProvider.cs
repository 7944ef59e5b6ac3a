using System.Net.Http.Headers;
using k8s.Authentication;

namespace Signet.Client.KubernetesClient;

/// <summary>
/// The tokens of a source for KubernetesClient: <c>new KubernetesClientConfiguration { Host = …, TokenProvider = new ServiceAccountTokenProvider(source) }</c>.
/// Each request gets the token that the source has at that time.
/// </summary>
/// <param name="source">The source, which the provider does not dispose.</param>
public sealed class ServiceAccountTokenProvider(IServiceAccountTokenSource source) : ITokenProvider
{
    private readonly IServiceAccountTokenSource _source = source ?? throw new ArgumentNullException(nameof(source));

    /// <inheritdoc/>
    public async Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken) =>
        (await _source.GetTokenAsync(cancellationToken).ConfigureAwait(false)).ToAuthorizationHeader();
}
