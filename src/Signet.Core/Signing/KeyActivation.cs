namespace Signet.Core.Signing;

/// <summary>When a signing key that replaces another one in a file begins to sign (<c>--signing-key-activation</c>).</summary>
public enum KeyActivation
{
    /// <summary>
    /// It is published first, and signs after the publication lead. The former key signs until then, and is accepted until its last token has expired.
    /// </summary>
    Published,

    /// <summary>It signs at once. The former key is accepted until its last token has expired.</summary>
    Immediate,

    /// <summary>It signs at once, and former keys that no file names are refused at once: for a compromised key.</summary>
    Exclusive,
}
