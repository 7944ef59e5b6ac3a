namespace Signet.Server.Hosting.Signers;

/// <summary>Counts what a served signer does. Called by many threads.</summary>
internal interface ISignerMetrics
{
    /// <summary>A token was signed.</summary>
    void Signed();

    /// <summary>A request for a signature was refused.</summary>
    void Refused(SignerRefusal reason);

    /// <summary>The keys were fetched.</summary>
    void KeysFetched();

    /// <summary>A connection of a process that is not allowed was closed.</summary>
    void ConnectionRefused();
}
