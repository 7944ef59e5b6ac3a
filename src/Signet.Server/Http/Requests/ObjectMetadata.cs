namespace Signet.Server.Http.Requests;

/// <summary>Metadata of the object in a request body; empty where a field is missing.</summary>
internal sealed record ObjectMetadata(string Name, string Namespace, string Uid, string ResourceVersion, bool IsNamedByServer);
