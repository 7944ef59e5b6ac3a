using Google.Protobuf;
using Grpc.Core;

namespace Signet.Signing.External.Protocol;

/// <summary>The gRPC methods of one version of <c>ExternalJWTSigner</c>.</summary>
internal sealed class SignerMethods
{
    /// <summary>Names of the service by version, the current one first.</summary>
    private static readonly string[] Names = ["v1.ExternalJWTSigner", "v1alpha1.ExternalJWTSigner"];

    /// <summary>Before <see cref="Versions"/>: static members are initialized in their order.</summary>
    private static readonly Marshaller<byte[]> Prepared = Marshallers.Create(
        (answer, context) =>
        {
            context.SetPayloadLength(answer.Length);
            var writer = context.GetBufferWriter();
            answer.CopyTo(writer.GetSpan(answer.Length));
            writer.Advance(answer.Length);
            context.Complete();
        },
        context => context.PayloadAsNewBuffer());

    private SignerMethods(string service)
    {
        Service = service;
        Sign = new(MethodType.Unary, service, "Sign", Of(SignJWTRequest.Parser), Of(SignJWTResponse.Parser));
        FetchKeys = new(MethodType.Unary, service, "FetchKeys", Of(FetchKeysRequest.Parser), Of(FetchKeysResponse.Parser));
        FetchPreparedKeys = new(MethodType.Unary, service, "FetchKeys", Of(FetchKeysRequest.Parser), Prepared);
        Metadata = new(MethodType.Unary, service, "Metadata", Of(MetadataRequest.Parser), Of(MetadataResponse.Parser));
    }

    /// <summary>All versions, the current one first.</summary>
    public static IReadOnlyList<SignerMethods> Versions { get; } = [.. Names.Select(name => new SignerMethods(name))];

    /// <summary>The current version.</summary>
    public static SignerMethods Current => Versions[0];

    /// <summary>The full name of the service.</summary>
    public string Service { get; }

    public Method<SignJWTRequest, SignJWTResponse> Sign { get; }

    public Method<FetchKeysRequest, FetchKeysResponse> FetchKeys { get; }

    /// <summary><see cref="FetchKeys"/> for a server whose answer is serialized already.</summary>
    public Method<FetchKeysRequest, byte[]> FetchPreparedKeys { get; }

    public Method<MetadataRequest, MetadataResponse> Metadata { get; }

    private static Marshaller<TMessage> Of<TMessage>(MessageParser<TMessage> parser)
        where TMessage : IMessage<TMessage> => Marshallers.Create(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
