using System.Globalization;
using System.Runtime.CompilerServices;

namespace Signet.Signing.Pkcs11.Native;

/// <summary>A function of a PKCS#11 module failed. The message has function and return value, such as <c>C_Sign: CKR_DEVICE_REMOVED (0x32)</c>.</summary>
internal sealed class CryptokiException(string function, nuint code) : Exception(string.Create(CultureInfo.InvariantCulture, $"{function}: {NameOf(code)}(0x{code:X})"))
{
    /// <summary>The return value (<c>CKR_…</c>).</summary>
    public nuint Code => code;

    /// <summary>Whether the token refused to log in with the PIN: another attempt with it would bring the token closer to locking itself.</summary>
    public bool IsPinRefused => code is Cryptoki.PinIncorrect or Cryptoki.PinInvalid or Cryptoki.PinLengthRange or Cryptoki.PinExpired or Cryptoki.PinLocked
        or Cryptoki.UserPinNotInitialized;

    /// <summary>Throws if a function failed.</summary>
    public static void ThrowIfFailed(nuint code, [CallerArgumentExpression(nameof(code))] string call = "")
    {
        if (code != Cryptoki.Ok)
        {
            throw new CryptokiException(FunctionOf(call), code);
        }
    }

    /// <summary><c>_functions.Sign(…)</c> is C_Sign.</summary>
    private static string FunctionOf(string call)
    {
        var name = call[..call.IndexOf('(', StringComparison.Ordinal)];
        name = name[(name.LastIndexOf('.') + 1)..];
        return name == nameof(CryptokiFunctions.Finish) ? "C_Finalize" : $"C_{name}";
    }

    private static string NameOf(nuint code) => (uint)code switch
    {
        0x2 => "CKR_HOST_MEMORY ",
        0x3 => "CKR_SLOT_ID_INVALID ",
        0x5 => "CKR_GENERAL_ERROR ",
        (uint)Cryptoki.FunctionFailed => "CKR_FUNCTION_FAILED ",
        0x7 => "CKR_ARGUMENTS_BAD ",
        0x9 => "CKR_NEED_TO_CREATE_THREADS ",
        (uint)Cryptoki.CannotLock => "CKR_CANT_LOCK ",
        0x20 => "CKR_DATA_INVALID ",
        0x21 => "CKR_DATA_LEN_RANGE ",
        (uint)Cryptoki.DeviceError => "CKR_DEVICE_ERROR ",
        0x31 => "CKR_DEVICE_MEMORY ",
        (uint)Cryptoki.DeviceRemoved => "CKR_DEVICE_REMOVED ",
        0x54 => "CKR_FUNCTION_NOT_SUPPORTED ",
        0x60 => "CKR_KEY_HANDLE_INVALID ",
        0x68 => "CKR_KEY_FUNCTION_NOT_PERMITTED ",
        0x70 => "CKR_MECHANISM_INVALID ",
        0x82 => "CKR_OBJECT_HANDLE_INVALID ",
        0x90 => "CKR_OPERATION_ACTIVE ",
        0x91 => "CKR_OPERATION_NOT_INITIALIZED ",
        (uint)Cryptoki.PinIncorrect => "CKR_PIN_INCORRECT ",
        (uint)Cryptoki.PinInvalid => "CKR_PIN_INVALID ",
        (uint)Cryptoki.PinLengthRange => "CKR_PIN_LEN_RANGE ",
        (uint)Cryptoki.PinExpired => "CKR_PIN_EXPIRED ",
        (uint)Cryptoki.PinLocked => "CKR_PIN_LOCKED ",
        0xB0 => "CKR_SESSION_CLOSED ",
        (uint)Cryptoki.SessionCount => "CKR_SESSION_COUNT ",
        (uint)Cryptoki.SessionHandleInvalid => "CKR_SESSION_HANDLE_INVALID ",
        (uint)Cryptoki.TokenNotPresent => "CKR_TOKEN_NOT_PRESENT ",
        0xE1 => "CKR_TOKEN_NOT_RECOGNIZED ",
        (uint)Cryptoki.UserAlreadyLoggedIn => "CKR_USER_ALREADY_LOGGED_IN ",
        (uint)Cryptoki.UserNotLoggedIn => "CKR_USER_NOT_LOGGED_IN ",
        (uint)Cryptoki.UserPinNotInitialized => "CKR_USER_PIN_NOT_INITIALIZED ",
        0x104 => "CKR_USER_ANOTHER_ALREADY_LOGGED_IN ",
        0x150 => "CKR_BUFFER_TOO_SMALL ",
        0x190 => "CKR_CRYPTOKI_NOT_INITIALIZED ",
        (uint)Cryptoki.CryptokiAlreadyInitialized => "CKR_CRYPTOKI_ALREADY_INITIALIZED ",
        _ => "",
    };
}
