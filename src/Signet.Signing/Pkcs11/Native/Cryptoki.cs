using System.Runtime.InteropServices;

namespace Signet.Signing.Pkcs11.Native;

/// <summary>
/// The constants and structures of PKCS #11 2.40 that Signet uses, with the layout of Unix: <c>CK_ULONG</c> has the size of a pointer, and fields are aligned
/// naturally.
/// </summary>
internal static unsafe class Cryptoki
{
    public const nuint Ok = 0x0;
    public const nuint FunctionFailed = 0x6;
    public const nuint CannotLock = 0xA;
    public const nuint AttributeSensitive = 0x11;
    public const nuint AttributeTypeInvalid = 0x12;
    public const nuint DeviceError = 0x30;
    public const nuint DeviceRemoved = 0x32;
    public const nuint PinIncorrect = 0xA0;
    public const nuint PinInvalid = 0xA1;
    public const nuint PinLengthRange = 0xA2;
    public const nuint PinExpired = 0xA3;
    public const nuint PinLocked = 0xA4;
    public const nuint SessionCount = 0xB1;
    public const nuint SessionHandleInvalid = 0xB3;
    public const nuint TokenNotPresent = 0xE0;
    public const nuint UserAlreadyLoggedIn = 0x100;
    public const nuint UserNotLoggedIn = 0x101;
    public const nuint UserPinNotInitialized = 0x102;
    public const nuint CryptokiAlreadyInitialized = 0x191;

    public const nuint RsaKey = 0x0;
    public const nuint EllipticKey = 0x3;

    public const nuint CertificateObject = 0x1;
    public const nuint PublicKeyObject = 0x2;
    public const nuint PrivateKeyObject = 0x3;

    public const nuint ClassAttribute = 0x0;
    public const nuint LabelAttribute = 0x3;
    public const nuint ValueAttribute = 0x11;
    public const nuint KeyTypeAttribute = 0x100;
    public const nuint IdAttribute = 0x102;
    public const nuint SignAttribute = 0x108;
    public const nuint ModulusAttribute = 0x120;
    public const nuint PublicExponentAttribute = 0x122;
    public const nuint CurveAttribute = 0x180;
    public const nuint PointAttribute = 0x181;

    public const nuint RsaPkcs = 0x1;
    public const nuint Sha256RsaPkcs = 0x40;
    public const nuint Ecdsa = 0x1041;
    public const nuint EcdsaSha256 = 0x1044;
    public const nuint EcdsaSha384 = 0x1045;
    public const nuint EcdsaSha512 = 0x1046;

    /// <summary>CKF_SIGN of a mechanism.</summary>
    public const nuint SignFlag = 0x800;

    /// <summary>CKF_OS_LOCKING_OK: the module may lock with the threads library of the system.</summary>
    public const nuint OsLockingFlag = 0x2;

    /// <summary>CKF_SERIAL_SESSION, which every session must have.</summary>
    public const nuint SerialSessionFlag = 0x4;

    /// <summary>CKU_USER.</summary>
    public const nuint User = 1;

    /// <summary>CK_UNAVAILABLE_INFORMATION, as the length of an attribute or as a maximum.</summary>
    public static nuint Unavailable => nuint.MaxValue;

    [StructLayout(LayoutKind.Sequential)]
    public struct InitializeArguments
    {
        public nint CreateMutex;
        public nint DestroyMutex;
        public nint LockMutex;
        public nint UnlockMutex;
        public nuint Flags;
        public nint Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Version
    {
        public byte Major;
        public byte Minor;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LibraryInfo
    {
        public Version Cryptoki;
        public fixed byte Manufacturer[32];
        public nuint Flags;
        public fixed byte Description[32];
        public Version Library;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct SlotInfo
    {
        public fixed byte Description[64];
        public fixed byte Manufacturer[32];
        public nuint Flags;
        public Version Hardware;
        public Version Firmware;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct TokenInfo
    {
        public fixed byte Label[32];
        public fixed byte Manufacturer[32];
        public fixed byte Model[16];
        public fixed byte Serial[16];
        public nuint Flags;
        public nuint MaxSessions;
        public nuint Sessions;
        public nuint MaxWritingSessions;
        public nuint WritingSessions;
        public nuint MaxPinLength;
        public nuint MinPinLength;
        public nuint PublicMemory;
        public nuint FreePublicMemory;
        public nuint PrivateMemory;
        public nuint FreePrivateMemory;
        public Version Hardware;
        public Version Firmware;
        public fixed byte Time[16];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct MechanismInfo
    {
        public nuint MinKeySize;
        public nuint MaxKeySize;
        public nuint Flags;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Mechanism
    {
        public nuint Type;
        public nint Parameter;
        public nuint ParameterLength;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Attribute
    {
        public nuint Type;
        public void* Value;
        public nuint Length;
    }
}
