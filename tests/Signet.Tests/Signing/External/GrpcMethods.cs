using Google.Protobuf;
using Grpc.Core;
using Signet.Signing.External.Protocol;

namespace Signet.Tests.Signing.External;

/// <summary>The methods of a version of <c>ExternalJWTSigner</c> for gRPC's own libraries, which are the peers of the product in tests.</summary>
internal sealed class GrpcMethods(string service)
{
    public Method<SignJWTRequest, SignJWTResponse> Sign { get; } = new(MethodType.Unary, service, "Sign", Of(SignJWTRequest.Parser), Of(SignJWTResponse.Parser));

    public Method<FetchKeysRequest, FetchKeysResponse> FetchKeys { get; } =
        new(MethodType.Unary, service, "FetchKeys", Of(FetchKeysRequest.Parser), Of(FetchKeysResponse.Parser));

    public Method<MetadataRequest, MetadataResponse> Metadata { get; } =
        new(MethodType.Unary, service, "Metadata", Of(MetadataRequest.Parser), Of(MetadataResponse.Parser));

    private static Marshaller<TMessage> Of<TMessage>(MessageParser<TMessage> parser)
        where TMessage : IMessage<TMessage> => Marshallers.Create(message => message.ToByteArray(), parser.ParseFrom);
}
