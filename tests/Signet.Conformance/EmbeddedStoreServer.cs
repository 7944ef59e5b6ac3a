namespace Signet.Conformance;

/// <summary>One server with the store of its data directory.</summary>
public sealed class EmbeddedStoreServer : ConformanceServer
{
    private protected override Task ServeAllAsync() => ServeAsync("data");
}
