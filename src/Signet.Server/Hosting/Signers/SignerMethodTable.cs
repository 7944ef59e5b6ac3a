using Grpc.Core;
using Signet.Signing.External.Protocol;

namespace Signet.Server.Hosting.Signers;

/// <summary>Binds the methods of both versions of <c>ExternalJWTSigner</c> to the service.</summary>
internal static class SignerMethodTable
{
    /// <summary>The definitions, one for each version.</summary>
    public static IEnumerable<ServerServiceDefinition> Of(SignerService service)
    {
        UnaryServerMethod<SignJWTRequest, SignJWTResponse> sign = (request, context) => service.SignAsync(request, PeerOf(context), context.CancellationToken);
        UnaryServerMethod<FetchKeysRequest, byte[]> fetchKeys = (_, context) => service.FetchKeysAsync(PeerOf(context), context.CancellationToken);
        UnaryServerMethod<MetadataRequest, MetadataResponse> metadata = (_, _) => Task.FromResult(service.GetMetadata());
        return SignerMethods.Versions.Select(version => ServerServiceDefinition.CreateBuilder()
            .AddMethod(version.Sign, sign)
            .AddMethod(version.FetchPreparedKeys, fetchKeys)
            .AddMethod(version.Metadata, metadata)
            .Build());
    }

    /// <summary>The gate has set it for each connection that it let through.</summary>
    private static Peer PeerOf(ServerCallContext context) =>
        context.GetHttpContext().Features.Get<Peer>() ?? throw new InvalidOperationException("the connection has no checked peer");
}
