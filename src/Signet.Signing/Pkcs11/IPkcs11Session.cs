using Signet.Signing.Pkcs11.Native;

namespace Signet.Signing.Pkcs11;

/// <summary>A session with a token. Used by one thread at a time; disposing closes it.</summary>
internal interface IPkcs11Session : IDisposable
{
    /// <summary>Logs the user in, for all sessions of the process with the token. A user who is logged in already is no error.</summary>
    /// <exception cref="CryptokiException">The token refused; <see cref="CryptokiException.IsPinRefused"/> says whether because of the PIN.</exception>
    void Login(Pkcs11Pin pin);

    /// <summary>The handles of objects with the given values of attributes.</summary>
    /// <exception cref="CryptokiException">The token failed.</exception>
    IReadOnlyList<nuint> Find(nuint objectClass, IReadOnlyList<(nuint Type, byte[] Value)> attributes);

    /// <summary>The value of an attribute; null if the object has none, or the token does not reveal it.</summary>
    /// <exception cref="CryptokiException">The token failed.</exception>
    byte[]? Read(nuint handle, nuint attribute);

    /// <summary>Signs.</summary>
    /// <param name="mechanism">The mechanism (<c>CKM_…</c>).</param>
    /// <param name="key">The handle of the private key.</param>
    /// <param name="input">The input of the mechanism.</param>
    /// <exception cref="CryptokiException">The token failed.</exception>
    byte[] Sign(nuint mechanism, nuint key, ReadOnlySpan<byte> input);
}
