namespace Signet.Signing.Pkcs11.Native;

/// <summary>
/// The functions of a module (<c>CK_FUNCTION_LIST</c>). A list begins with the version of the interface, padded to the size of a pointer; the pointers follow
/// in the order of the specification.
/// </summary>
internal sealed unsafe class CryptokiFunctions(void** list)
{
    public readonly delegate* unmanaged[Cdecl]<Cryptoki.InitializeArguments*, nuint> Initialize =
        (delegate* unmanaged[Cdecl]<Cryptoki.InitializeArguments*, nuint>)list[1];

    public readonly delegate* unmanaged[Cdecl]<void*, nuint> Finish = (delegate* unmanaged[Cdecl]<void*, nuint>)list[2];

    public readonly delegate* unmanaged[Cdecl]<Cryptoki.LibraryInfo*, nuint> GetInfo = (delegate* unmanaged[Cdecl]<Cryptoki.LibraryInfo*, nuint>)list[3];

    public readonly delegate* unmanaged[Cdecl]<byte, nuint*, nuint*, nuint> GetSlotList = (delegate* unmanaged[Cdecl]<byte, nuint*, nuint*, nuint>)list[5];

    public readonly delegate* unmanaged[Cdecl]<nuint, Cryptoki.SlotInfo*, nuint> GetSlotInfo =
        (delegate* unmanaged[Cdecl]<nuint, Cryptoki.SlotInfo*, nuint>)list[6];

    public readonly delegate* unmanaged[Cdecl]<nuint, Cryptoki.TokenInfo*, nuint> GetTokenInfo =
        (delegate* unmanaged[Cdecl]<nuint, Cryptoki.TokenInfo*, nuint>)list[7];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint, Cryptoki.MechanismInfo*, nuint> GetMechanismInfo =
        (delegate* unmanaged[Cdecl]<nuint, nuint, Cryptoki.MechanismInfo*, nuint>)list[9];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint, void*, void*, nuint*, nuint> OpenSession =
        (delegate* unmanaged[Cdecl]<nuint, nuint, void*, void*, nuint*, nuint>)list[13];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint> CloseSession = (delegate* unmanaged[Cdecl]<nuint, nuint>)list[14];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint> CloseAllSessions = (delegate* unmanaged[Cdecl]<nuint, nuint>)list[15];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint, byte*, nuint, nuint> Login =
        (delegate* unmanaged[Cdecl]<nuint, nuint, byte*, nuint, nuint>)list[19];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint, Cryptoki.Attribute*, nuint, nuint> GetAttributeValue =
        (delegate* unmanaged[Cdecl]<nuint, nuint, Cryptoki.Attribute*, nuint, nuint>)list[25];

    public readonly delegate* unmanaged[Cdecl]<nuint, Cryptoki.Attribute*, nuint, nuint> FindObjectsInit =
        (delegate* unmanaged[Cdecl]<nuint, Cryptoki.Attribute*, nuint, nuint>)list[27];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint*, nuint, nuint*, nuint> FindObjects =
        (delegate* unmanaged[Cdecl]<nuint, nuint*, nuint, nuint*, nuint>)list[28];

    public readonly delegate* unmanaged[Cdecl]<nuint, nuint> FindObjectsFinal = (delegate* unmanaged[Cdecl]<nuint, nuint>)list[29];

    public readonly delegate* unmanaged[Cdecl]<nuint, Cryptoki.Mechanism*, nuint, nuint> SignInit =
        (delegate* unmanaged[Cdecl]<nuint, Cryptoki.Mechanism*, nuint, nuint>)list[43];

    public readonly delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint> Sign =
        (delegate* unmanaged[Cdecl]<nuint, byte*, nuint, byte*, nuint*, nuint>)list[44];
}
