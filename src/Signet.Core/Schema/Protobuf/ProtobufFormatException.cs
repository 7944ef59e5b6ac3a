namespace Signet.Core.Schema.Protobuf;

/// <summary>Bytes that are no message of protobuf's; never leaves this folder.</summary>
internal sealed class ProtobufFormatException(string message) : Exception(message);
