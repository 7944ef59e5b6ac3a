namespace Signet.Signing.External.Protocol;

/// <summary>The methods of <c>ExternalJWTSigner</c>; the names are those of the service.</summary>
internal enum SignerMethod
{
    Sign,
    FetchKeys,
    Metadata,
}
