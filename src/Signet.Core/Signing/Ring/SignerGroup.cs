namespace Signet.Core.Signing.Ring;

/// <summary>The signers for the same audiences, whose keys sign one after another.</summary>
internal sealed class SignerGroup
{
    private readonly CheckedSigner[] _signers;

    public SignerGroup(IEnumerable<CheckedSigner> signers) => _signers = [.. signers.OrderByDescending(signer => signer.SignsFrom)];

    /// <summary>The signer whose key began to sign last; null if none may sign at the time.</summary>
    public CheckedSigner? At(DateTimeOffset now)
    {
        foreach (var signer in _signers)
        {
            if (signer.SignsAt(now))
            {
                return signer;
            }
        }

        return null;
    }
}
