namespace Signet.Signing.Pkcs11;

/// <summary>A slot and the token in it (<c>CK_SLOT_INFO</c>, <c>CK_TOKEN_INFO</c>). Texts are without padding.</summary>
internal sealed record Pkcs11Slot(nuint Id)
{
    public string Description { get; init; } = "";

    public string Manufacturer { get; init; } = "";

    public string TokenLabel { get; init; } = "";

    public string TokenManufacturer { get; init; } = "";

    public string TokenModel { get; init; } = "";

    public string TokenSerial { get; init; } = "";

    /// <summary>The number of sessions that the token allows a process; null if it has no limit or says none.</summary>
    public int? MaxSessions { get; init; }

    /// <summary>The flags of the token.</summary>
    public nuint TokenFlags { get; init; }

    /// <summary>CKF_LOGIN_REQUIRED.</summary>
    public bool RequiresLogin => (TokenFlags & 0x4) != 0;

    /// <summary>CKF_TOKEN_INITIALIZED.</summary>
    public bool IsInitialized => (TokenFlags & 0x400) != 0;

    /// <summary>CKF_USER_PIN_FINAL_TRY: one more wrong PIN locks the token.</summary>
    public bool HasOneAttemptLeft => (TokenFlags & 0x20000) != 0;

    /// <summary>CKF_USER_PIN_LOCKED.</summary>
    public bool IsLocked => (TokenFlags & 0x40000) != 0;
}
