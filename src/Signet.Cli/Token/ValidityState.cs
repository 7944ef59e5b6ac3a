namespace Signet.Cli.Token;

/// <summary>Whether a token is within its times.</summary>
internal enum ValidityState
{
    /// <summary>It is.</summary>
    Valid,

    /// <summary>It has no <c>exp</c>.</summary>
    Unlimited,

    /// <summary><c>nbf</c> is in the future.</summary>
    NotYetValid,

    /// <summary><c>exp</c> is past.</summary>
    Expired,
}
