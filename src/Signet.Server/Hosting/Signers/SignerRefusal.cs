namespace Signet.Server.Hosting.Signers;

/// <summary>Why a signature was refused.</summary>
internal enum SignerRefusal
{
    /// <summary>The claims are not those of a token.</summary>
    InvalidClaims,

    /// <summary>The lifetime or the number of audiences is above its limit, or the time of issue is not the present.</summary>
    Limit,

    /// <summary>The user has reached its rate.</summary>
    Rate,

    /// <summary>The key could not sign.</summary>
    SigningFailed,
}
