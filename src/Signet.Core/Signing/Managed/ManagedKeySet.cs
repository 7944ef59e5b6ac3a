namespace Signet.Core.Signing.Managed;

/// <summary>What the record of managed keys has.</summary>
/// <param name="Keys">The keys, in the order in which they were made.</param>
/// <param name="DefaultAlgorithm">The default algorithm of the policy that wrote the record: it stays when no setting names one.</param>
internal sealed record ManagedKeySet(IReadOnlyList<ManagedKey> Keys, JwtAlgorithm? DefaultAlgorithm);
