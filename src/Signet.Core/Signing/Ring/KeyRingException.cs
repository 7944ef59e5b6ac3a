namespace Signet.Core.Signing.Ring;

/// <summary>A key ring violates <see cref="KeyRingRules"/>. The message lists all violations with key ids and times, never a private key.</summary>
internal sealed class KeyRingException(IReadOnlyList<string> errors) : Exception(string.Join("; ", errors))
{
    public IReadOnlyList<string> Errors => errors;
}
