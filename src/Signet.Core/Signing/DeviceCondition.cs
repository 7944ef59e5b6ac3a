namespace Signet.Core.Signing;

/// <summary>The conditions of the device of a signer.</summary>
internal enum DeviceCondition
{
    /// <summary>It signs.</summary>
    Ready,

    /// <summary>Its sessions were lost. Requests wait for the next attempt to open it, which is due at once.</summary>
    Lost,

    /// <summary>The last attempt to open it failed. Requests are refused.</summary>
    Away,

    /// <summary>It refused the credential. There must be no attempt before the credential changes.</summary>
    Refused,
}
