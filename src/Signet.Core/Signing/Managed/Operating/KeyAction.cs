namespace Signet.Core.Signing.Managed.Operating;

/// <summary>What an operator asks for.</summary>
internal enum KeyAction
{
    /// <summary>Reads the keys.</summary>
    List,

    /// <summary>Reads the keys, for their windows and the next transitions.</summary>
    Plan,

    /// <summary>Reads the issuers' documents, with the keys.</summary>
    Documents,

    /// <summary>See <see cref="KeyOperations.Confirm"/>.</summary>
    Confirm,

    /// <summary>See <see cref="KeyOperations.Prepare"/>.</summary>
    Prepare,

    /// <summary>See <see cref="KeyOperations.Rotate"/>.</summary>
    Rotate,

    /// <summary>See <see cref="KeyOperations.Activate"/>.</summary>
    Activate,

    /// <summary>See <see cref="KeyOperations.Retire"/>.</summary>
    Retire,

    /// <summary>See <see cref="KeyOperations.Revoke"/>.</summary>
    Revoke,

    /// <summary>See <see cref="ManagedKeys.ResealAsync"/>.</summary>
    Reseal,
}
