using System.Buffers.Binary;

namespace Signet.Signing.Pkcs11;

/// <summary>Attributes of the type <c>CK_ULONG</c>, in the byte order of the machine.</summary>
internal static class Pkcs11Number
{
    /// <summary>Reads one; null if the value has another length.</summary>
    public static nuint? Read(ReadOnlySpan<byte> value) => value.Length switch
    {
        sizeof(ulong) => (nuint)(BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(value) : BinaryPrimitives.ReadUInt64BigEndian(value)),
        sizeof(uint) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(value) : BinaryPrimitives.ReadUInt32BigEndian(value),
        _ => null,
    };
}
