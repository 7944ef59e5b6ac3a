namespace Signet.Core.Schema.Protobuf;

/// <summary>The bytes are not a valid protobuf message. <see cref="ProtobufDecoder"/> catches it.</summary>
internal sealed class ProtobufFormatException(string message) : Exception(message);
