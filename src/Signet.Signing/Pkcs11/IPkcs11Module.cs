using Signet.Signing.Pkcs11.Native;

namespace Signet.Signing.Pkcs11;

/// <summary>
/// A PKCS#11 module: the shared library of an HSM, a smart card or SoftHSM. Safe for concurrent use; every call may block in native code. The seam by which
/// tests inject faults that real modules rarely have.
/// </summary>
internal interface IPkcs11Module : IDisposable
{
    /// <summary>The module itself.</summary>
    /// <exception cref="CryptokiException">The module failed.</exception>
    Pkcs11Library ReadLibrary();

    /// <summary>The slots that have a token.</summary>
    /// <exception cref="CryptokiException">The module failed.</exception>
    IReadOnlyList<Pkcs11Slot> ReadSlots();

    /// <summary>Whether the token in a slot signs with a mechanism.</summary>
    bool CanSign(nuint slot, nuint mechanism);

    /// <summary>Opens a session that reads only.</summary>
    /// <exception cref="CryptokiException">The token has been removed, or has no further session.</exception>
    IPkcs11Session OpenSession(nuint slot);

    /// <summary>
    /// Finalizes and initializes the module: many modules find a token that has returned only then. All sessions of the process become invalid. False if the
    /// module is not this process's to finalize, or a call is still running in it. If it cannot be initialized, each call fails.
    /// </summary>
    bool TryRestart();
}
