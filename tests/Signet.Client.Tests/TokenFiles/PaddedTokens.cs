namespace Signet.Client.Tests.TokenFiles;

/// <summary>The tokens of another source with a long end, which takes several writes of a page.</summary>
internal sealed class PaddedTokens(IServiceAccountTokenSource source, string padding) : IServiceAccountTokenSource
{
    public async ValueTask<ServiceAccountToken> GetTokenAsync(CancellationToken cancellationToken = default) =>
        new($"{(await source.GetTokenAsync(cancellationToken)).Value}.{padding}", null);

    public void Invalidate(ServiceAccountToken token)
    {
    }
}
