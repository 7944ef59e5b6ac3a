namespace Signet.Core.Tokens.Issuers;

/// <summary>The record of issuers in the store cannot be read.</summary>
internal sealed class IssuerRecordException(string message, Exception? inner = null) : Exception(message, inner);
