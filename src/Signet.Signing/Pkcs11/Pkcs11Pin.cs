using System.Security.Cryptography;
using System.Text;

namespace Signet.Signing.Pkcs11;

/// <summary>The PIN of a token's user. Never part of a message: only <see cref="Native.CryptokiSession"/> reads it.</summary>
internal sealed class Pkcs11Pin
{
    private readonly byte[] _bytes;

    private Pkcs11Pin(byte[] bytes) => _bytes = bytes;

    /// <summary>The PIN in UTF-8.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads the content of a PIN file: the PIN, optionally with a line break behind it.</summary>
    /// <exception cref="FormatException">The file has no PIN, or more than one line.</exception>
    public static Pkcs11Pin Parse(ReadOnlySpan<byte> content)
    {
        var pin = content.TrimEnd("\r\n"u8);
        return pin.IsEmpty ? throw new FormatException("has no PIN")
            : pin.ContainsAny("\r\n\0"u8) ? throw new FormatException("has more than one line; it must have the PIN only")
            : new Pkcs11Pin(pin.ToArray());
    }

    /// <summary>The PIN of a text.</summary>
    public static Pkcs11Pin Of(string pin) => Parse(Encoding.UTF8.GetBytes(pin));

    /// <summary>Whether both are the same PIN.</summary>
    public bool Is(Pkcs11Pin? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);
}
