namespace Signet.Server.Http.Requests;

/// <summary>What an object that was sent says of itself; empty where it says nothing.</summary>
internal sealed record SentMetadata(string Name, string Namespace, string Uid, string ResourceVersion, bool IsNamedByServer);
