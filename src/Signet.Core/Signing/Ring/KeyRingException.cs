namespace Signet.Core.Signing.Ring;

/// <summary>A key ring would break a rule; the message holds each rule that it breaks, with key ids and times, and never a private key.</summary>
internal sealed class KeyRingException(IReadOnlyList<string> faults) : Exception(string.Join("; ", faults))
{
    /// <summary>Every fault that was found.</summary>
    public IReadOnlyList<string> Errors => faults;
}
